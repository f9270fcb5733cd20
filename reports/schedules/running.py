"""Sending what is due: once for each schedule and period, whatever restarts (LU-05, LU-27).

The report, the row that says that it was sent, and the mails in the outbox are one transaction.
A worker that is killed leaves nothing of it, and the next one does it; two workers at once are
kept apart by the schedule's lock, and by the row that there can be but once.
"""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from availability.policies import holidays_around
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Vendor
from reports.domain.schedules import ReportPeriod, ScheduleKind, period_of, periods_due
from reports.models import ReportRun, ReportSchedule
from reports.schedules.making import Made, made_for
from reports.schedules.telling import tell_of_wait, tell_recipients

LONGEST_WHY = 400
DAYS = "first_day", "due_on"
NOBODY = "Nobody is left to whom it could be sent. Choose recipients."


def schedules_due(*, at: datetime) -> list[int]:
    """Return the keys of the schedules of the vendor in scope for which something is due."""
    rows = ReportSchedule.objects.running().with_names().order_by("pk")
    return [one.pk for one in rows if any(_periods(one, at))]


@transaction.atomic
def run_schedule(*, vendor: Vendor, pk: int, at: datetime) -> int:
    """Send what a schedule owes; return how many periods were sent.

    What another worker holds is left to it.
    """
    held = ReportSchedule.objects.running().select_for_update(skip_locked=True, of=("self",))
    schedule = held.with_names().filter(pk=pk).first()
    if schedule is None:
        return 0
    return sum(_run(schedule, vendor, period, day, at) for period, day in _periods(schedule, at))


def _periods(schedule: ReportSchedule, at: datetime) -> Iterator[tuple[ReportPeriod, date]]:
    """Yield the periods that are due and not sent, the oldest first."""
    today = at.astimezone(ZoneInfo(schedule.customer.time_zone)).date()
    kind = ScheduleKind(schedule.kind)
    closed = closed_days(schedule.customer, at)
    due = periods_due(kind, schedule.business_day, closed, since=schedule.since, today=today)
    rows = ReportRun.objects.filter(schedule=schedule).order_by()
    runs = {period: rest for period, *rest in rows.values_list("period", "state", *DAYS)}
    owed = {period: day for period, day in due if str(period) not in runs}
    # What fell due and waits is owed however long, also if the schedule was paused meanwhile.
    owed |= {
        period_of(kind, first_day): day
        for state, first_day, day in runs.values()
        if state == ReportRun.State.WAITING
    }
    yield from ((period, owed[period]) for period in sorted(owed) if _concerns(schedule, period))


def closed_days(customer: Customer, at: datetime) -> set[date]:
    """Return the holidays of a customer's region around a day, as the vendor keeps them.

    A year that the vendor never copied is read as its country publishes it.
    """
    around = Month.of(at, ZoneInfo(customer.time_zone))
    return set(holidays_around(customer.holiday_region, customer.vendor_id, around))


def _concerns(schedule: ReportSchedule, period: ReportPeriod) -> bool:
    """Say whether the contract ran on a day of the period."""
    contract = schedule.contract
    if contract is None:
        return True
    has_begun = contract.starts_on <= period.last_day
    return has_begun and (contract.ends_on is None or contract.ends_on >= period.first_day)


def _run(
    schedule: ReportSchedule, vendor: Vendor, period: ReportPeriod, day: date, at: datetime
) -> bool:
    run, _ = ReportRun.objects.get_or_create(
        schedule=schedule,
        period=str(period),
        defaults={
            "vendor_id": schedule.vendor_id,
            "first_day": period.first_day,
            "last_day": period.last_day,
            "due_on": day,
            "state": ReportRun.State.WAITING,
            "began_at": at,
        },
    )
    try:
        with transaction.atomic():  # what a refusal leaves half done is taken back
            return _send(schedule, vendor, period, run, at)
    except Refusal as refusal:
        _wait(schedule, vendor, run, str(refusal), at)
        return False


def _send(
    schedule: ReportSchedule, vendor: Vendor, period: ReportPeriod, run: ReportRun, at: datetime
) -> bool:
    recipients = list(
        schedule.recipients.reachable().select_related("membership__person").order_by("pk")
    )
    if not recipients:
        raise Refusal(NOBODY, code="recipients")
    made = made_for(schedule, vendor, period, at=at)
    _keep(run, made, len(recipients), at)
    people = [one.membership.person for one in recipients]
    tell_recipients(schedule, vendor, run, people, made.path, at=at)
    after = {"period": run.period, "recipients": len(recipients)}
    record("scheduled report sent", schedule, actor=None, at=at, after=after)
    return True


def _keep(run: ReportRun, made: Made, recipients: int, at: datetime) -> None:
    run.state, run.sent_at, run.why = ReportRun.State.SENT, at, ""
    run.issued, run.data, run.recipients = made.issued, made.data, recipients
    run.save(update_fields=["state", "sent_at", "why", "issued", "data", "recipients"])


def _wait(schedule: ReportSchedule, vendor: Vendor, run: ReportRun, why: str, at: datetime) -> None:
    """Keep why a period waits, and tell who can do something about it, once."""
    if run.told_at is None:
        tell_of_wait(schedule, vendor, run, why, at=at)
    run.why, run.told_at = why[:LONGEST_WHY], run.told_at or at
    run.save(update_fields=["why", "told_at"])
