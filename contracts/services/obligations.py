"""Opening what is owed, and saying with evidence that it was kept (HR-09, HR-13, PQ-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from contracts.domain.obligations import (
    Due,
    Duty,
    ObligationKind,
    after_hours,
    earliest_change,
    end_of,
    last_notice,
)
from contracts.models import Contract, Obligation
from contracts.queries import calendars_of
from contracts.services.amending import local_date
from contracts.services.hearers import contacts_of, keepers_of, tell
from contracts.services.said import checked_link, paragraphs
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, may, require
from portal.tenancy.roles import Role

HEARERS = (Role.ACCOUNT_MANAGER, Role.SUPPORT_MANAGER)
OWED = "/contracts/obligations/"  # the page, inside the vendor's site


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that is planned: which, for when, and what it is."""

    key: str
    planned_for: date
    words: str


@transaction.atomic
def plan_change(
    *,
    by: Membership,
    contracts: Sequence[Contract],
    change: Change,
    late_knowingly: bool = False,
    at: datetime,
) -> list[Obligation]:
    """Open the notices that a planned change owes to these customers.

    :raises Refusal: if `by` may not, there is no such notice, nothing is said of the change, or
        notice given today comes too late and that was not accepted knowingly.
    """
    require(by, Act.KEEP_ACCOUNT)
    words = paragraphs(change.words, "Say what changes: it stands in the notice.")
    opened = []
    for contract in contracts:
        kind = kind_of(contract, change.key, Duty.NOTICE)
        due = _due_of_notice(contract, kind, change.planned_for, late_knowingly, at)
        opened.append(
            open_obligation(
                contract,
                kind,
                by=by.person,
                at=at,
                words=words,
                planned_for=change.planned_for,
                due_on=due.on,
                due_at=due.at,
            )
        )
    return opened


@transaction.atomic
def ask(
    *,
    by: Membership,
    contract: Contract,
    key: str,
    words: str,
    is_caused_by_error: bool | None = None,
    at: datetime,
) -> Obligation:
    """Open a customer's request; its time runs from this instant (HR-09).

    A contact asks for their own customer, staff record what came in writing.

    :raises Refusal: if `by` may not, there is no such request, or nothing is said of it.
    """
    if by.is_staff_side:
        _require_staff(by)
    else:
        require(by, Act.ANSWER_AS_CUSTOMER)
        if by.customer_id != contract.customer_id:
            raise Refusal("This contract is another customer's.", code="not_allowed")
    kind = kind_of(contract, key, Duty.REQUEST)
    due = after_hours(at, kind.hours) if kind.hours else None
    obligation = open_obligation(
        contract,
        kind,
        by=by.person,
        at=at,
        words=paragraphs(words, "Say what you need, so that it can be done without asking back."),
        due_at=due.at if due else None,
        is_caused_by_error=is_caused_by_error if kind.charge else None,
    )
    tell(
        keepers_of(contract, *HEARERS),
        contract=contract,
        key=f"obligation-asked-{obligation.pk}",
        subject=f"{kind.name}: asked by {contract.customer}",
        template="obligation_asked",
        context={"obligation": obligation, "zone": contract.customer.time_zone},
        path=OWED,
        topic=Topic.QUESTIONS,
        at=at,
    )
    return obligation


@transaction.atomic
def fulfil(
    *, by: Membership, obligation: Obligation, evidence: str, link: str = "", at: datetime
) -> Obligation:
    """Say with evidence that something owed was done; contacts hear of it by mail.

    Of a notice the evidence is the notice itself: this mail is the one that gives it.

    :raises Refusal: if `by` may not, it is not open any more, or there is no evidence.
    """
    _require_staff(by)
    obligation = _locked(obligation)
    obligation.evidence = paragraphs(evidence, "Say what was done: it is the evidence.")
    obligation.link = checked_link(link)
    obligation.fulfilled_at, obligation.fulfilled_by = at, by.person
    fields = ["evidence", "link", "fulfilled_at", "fulfilled_by"]
    obligation.save(update_fields=fields)
    after = {"late": obligation.is_late(at), "link": obligation.link}
    record("obligation fulfilled", obligation, actor=by.person, at=at, after=after)
    if obligation.duty != Duty.ATTESTATION:
        is_notice = obligation.duty == Duty.NOTICE
        tell(
            contacts_of(obligation.contract),
            contract=obligation.contract,
            key=f"obligation-done-{obligation.pk}",
            subject=f"{obligation.contract.vendor}: {obligation.name}",
            template="notice" if is_notice else "obligation_done",
            context={"obligation": obligation},
            path=OWED,
            topic=Topic.QUESTIONS,
            may_wait=not is_notice,  # the mail is the notice, and its day is counted (HR-13)
            at=at,
        )
    return obligation


@transaction.atomic
def withdraw(*, by: Membership, obligation: Obligation, words: str, at: datetime) -> Obligation:
    """Close what is not owed any more: a change given up, a request taken back.

    :raises Refusal: if `by` may not, it is not open, is an attestation, or no reason is given.
    """
    _require_staff(by)
    obligation = _locked(obligation)
    if obligation.duty == Duty.ATTESTATION:
        raise Refusal("An attestation stays owed until it is given.", code="owed")
    obligation.evidence = paragraphs(words, "Say why it is not owed any more.")
    obligation.withdrawn_at = at
    obligation.save(update_fields=["evidence", "withdrawn_at"])
    record("obligation withdrawn", obligation, actor=by.person, at=at)
    return obligation


@transaction.atomic
def tell_of_late(*, at: datetime) -> int:
    """Tell the account's people once of each thing owed whose time is up, in the open scope."""
    rows = Obligation.objects.past_due(at).filter(told_at=None)
    names = rows.select_related("contract__vendor", "contract__customer")
    told = 0
    for obligation in names.select_for_update(of=("self",), skip_locked=True):
        if not obligation.is_late(at):
            continue
        contract = obligation.contract
        tell(
            keepers_of(contract, *HEARERS),
            contract=contract,
            key=f"obligation-late-{obligation.pk}",
            subject=f"Overdue: {obligation.name} for {contract.customer}",
            template="obligation_late",
            context={"obligation": obligation, "zone": contract.customer.time_zone},
            path=OWED,
            topic=Topic.QUESTIONS,
            at=at,
        )
        obligation.told_at = at
        obligation.save(update_fields=["told_at"])
        told += 1
    return told


def kind_of(contract: Contract, key: str, duty: Duty) -> ObligationKind:
    """Return what a contract's agreement says of an obligation.

    :raises Refusal: if it knows none by that key and of that duty.
    """
    for kind in contract.agreement.terms.obligations:
        if (kind.key, kind.duty) == (key, duty):
            return kind
    raise Refusal(
        f"The agreement with {contract.customer} knows no such {duty}: {key!r}.", code="unknown"
    )


def _due_of_notice(
    contract: Contract, kind: ObligationKind, planned_for: date, knowingly: bool, at: datetime
) -> Due:
    today = local_date(contract, at)
    region = contract.vendor_id, contract.customer.holiday_region
    closed = {day for day, _ in calendars_of([region])[region].days}
    earliest = earliest_change(kind, today, closed)
    if planned_for < today:
        raise Refusal("The day of the change has passed.", code="past")
    if planned_for < earliest and not knowingly:
        remedy = f"; otherwise {kind.remedy}" if kind.remedy else ""
        raise Refusal(
            f"This change needs {kind.days_written}' notice to {contract.customer}: given today, "
            f"the earliest day is {earliest:%d %B %Y}{remedy}.",
            code="too_late",
        )
    return end_of(last_notice(kind, planned_for, closed), _zone(contract))


def open_obligation(
    contract: Contract, kind: ObligationKind, *, by: Person | None, at: datetime, **said: object
) -> Obligation:
    """Write down that something is owed from now on; `by` None is the portal."""
    obligation = Obligation.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        key=kind.key,
        name=kind.name,
        duty=kind.duty,
        opened_at=at,
        opened_by=by,
        **said,
    )
    record("obligation opened", obligation, actor=by, at=at, after={"key": kind.key})
    return obligation


def _locked(obligation: Obligation) -> Obligation:
    rows = Obligation.objects.locked().select_related("contract__customer", "contract__vendor")
    obligation = rows.get(pk=obligation.pk)
    if not obligation.is_open:
        raise Refusal("This is settled already.", code="already")
    return obligation


def _require_staff(by: Membership) -> None:
    if not may(by, Act.WORK_ON_INCIDENTS):
        require(by, Act.KEEP_ACCOUNT)


def _zone(contract: Contract) -> ZoneInfo:
    return ZoneInfo(contract.customer.time_zone)
