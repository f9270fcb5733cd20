"""Closing a month wherever it is ready: asked for by a person, done batch by batch by a worker."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from availability.models import ClosingRun
from availability.models.closing_run import ClosingRunQuerySet
from availability.services.closing import Left, Round, close_ready
from contracts.models import Contract
from contracts.models.contract import ContractQuerySet
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, may, require
from portal.web.storing import Asking

BATCH = 100  # contracts closed in one transaction
MOST_LEFT = 500  # contracts whose reasons are kept for reading; the others are counted
PATIENCE = timedelta(seconds=60)  # until a worker that was not heard of is asked again
PROGRESS = (
    *("state", "looked_at", "reached", "closed", "before", "left", "left_count"),
    *("heard_at", "done_at"),
)
State = ClosingRun.State

asking = Asking("availability.closing_tasks.close_month_of_all")


def contracts_in(month: Month) -> ContractQuerySet:
    """Return the contracts that run in a month."""
    still = Q(ends_on=None) | Q(ends_on__gte=month.first_day)
    rows: ContractQuerySet = Contract.objects.filter(still, starts_on__lte=month.last_day)
    return rows


def runs_seen() -> ClosingRunQuerySet:
    """Return the runs of the vendor in scope with who asked for them, the newest first."""
    rows: ClosingRunQuerySet = ClosingRun.objects.select_related("asked_by")
    return rows


@transaction.atomic
def begin_closing(*, by: Membership, month: Month, at: datetime) -> ClosingRun:
    """Let a worker close a month wherever nothing is lacking; asked twice, it is one run.

    :raises Refusal: if `by` may not, the month is not over, or no contract ran in it.
    """
    require(by, Act.CLOSE_MONTH)
    Vendor.objects.select_for_update(no_key=True).get(pk=by.vendor_id)  # asked twice at once too
    running = ClosingRun.objects.filter(year=month.year, month=month.number, state=State.RUNNING)
    known = running.first()
    if known is not None:
        ask_again(known, at)
        return known
    ends = month.within(ZoneInfo(by.vendor.time_zone)).end
    if at < ends:
        raise Refusal(
            f"{month} is not over before {ends:%d %B %Y %H:%M} UTC: it can be closed then.",
            code="not_over",
        )
    count = contracts_in(month).count()
    if not count:
        raise Refusal(f"No contract ran in {month}: choose another month.", code="nothing")
    run = ClosingRun.objects.create(
        vendor=by.vendor,
        year=month.year,
        month=month.number,
        contracts=count,
        asked_at=at,
        asked_by=by.person,
        heard_at=at,
    )
    record("month closing begun", run, actor=by.person, at=at, after={"month": str(month)})
    asking.ask(run)
    return run


def ask_again(run: ClosingRun, at: datetime) -> None:
    """Ask a worker once more for a run that none was heard of: the first call may be lost."""
    if run.state == State.RUNNING and at - run.heard_at > PATIENCE:
        asking.ask(run)


@transaction.atomic
def close_batch(*, pk: int, at: datetime) -> bool:
    """Close the next contracts of a run; False: it is done, or another worker has it."""
    waiting = ClosingRun.objects.select_for_update(skip_locked=True, of=("self",))
    found = waiting.filter(pk=pk, state=State.RUNNING).select_related("asked_by", "vendor")
    run = found.first()
    if run is None:
        return False
    by = _still_allowed(run)
    if by is None:
        run.left.append({"contract": None, "customer": "", "why": [_gone(run)]})
        return _written(run, [], at)
    behind = contracts_in(run.of).filter(pk__gt=run.reached).order_by("pk")
    batch = list(behind.select_related("customer")[:BATCH])
    _count(run, close_ready(by=by, month=run.of, contracts=batch, at=at))
    return _written(run, batch, at)


def _count(run: ClosingRun, done: Round) -> None:
    run.closed += len(done.made)
    run.before += done.before
    run.left_count += len(done.left)
    run.left += [_row(one) for one in done.left[: max(MOST_LEFT - len(run.left), 0)]]


def _row(one: Left) -> dict[str, object]:
    return {"contract": one.contract.pk, "customer": one.contract.customer.name, "why": one.why}


def _written(run: ClosingRun, batch: list[Contract], at: datetime) -> bool:
    """Write the progress down, and say whether there is more to do."""
    run.looked_at, run.heard_at = run.looked_at + len(batch), at
    run.reached = batch[-1].pk if batch else run.reached
    if len(batch) < BATCH:
        run.state, run.done_at = State.DONE, at
        after = {"month": str(run.of), "closed": run.closed, "left": run.left_count}
        record("month closing done", run, actor=run.asked_by, at=at, after=after)
    run.save(update_fields=PROGRESS)
    return run.state == State.RUNNING


def _gone(run: ClosingRun) -> str:
    return f"{run.asked_by} may not close months any more: what was not closed yet stays open."


def _still_allowed(run: ClosingRun) -> Membership | None:
    """Return the membership by which somebody may close months, if they still have one."""
    rows = Membership.objects.current().staff().filter(person=run.asked_by, vendor=run.vendor)
    found = rows.filter(person__is_active=True).select_related("person", "vendor")
    return next((one for one in found if may(one, Act.CLOSE_MONTH)), None)
