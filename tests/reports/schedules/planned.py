"""Schedules for tests, made through the service."""

from datetime import UTC, datetime

from portal.tenancy.models import Membership
from reports.domain.schedules import ScheduleKind
from reports.models import ReportSchedule
from reports.schedules.keeping import Wanted, make_schedule
from reports.schedules.running import run_schedule
from tests.cast import House

MADE_AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
BEFORE = datetime(2026, 4, 1, 9, tzinfo=UTC)  # the first business day of April 2026
DUE = datetime(2026, 4, 2, 9, tzinfo=UTC)  # the second


def scheduled(
    by: Membership,
    house: House,
    kind: ScheduleKind = ScheduleKind.MONTHLY,
    *,
    to: list[Membership] | None = None,
    attaches_pdf: bool = False,
    at: datetime = MADE_AT,
) -> ReportSchedule:
    """Have a report sent to a house's contact on the second business day."""
    recipients = [house.contact] if to is None else to
    return make_schedule(
        by=by,
        kind=kind,
        customer=house.customer,
        contract=None if kind is ScheduleKind.CLIENT else house.contract,
        wanted=Wanted(business_day=2, recipients=recipients, attaches_pdf=attaches_pdf),
        at=at,
    )


def run(schedule: ReportSchedule, at: datetime = DUE) -> int:
    """Send what a schedule owes by an instant."""
    return run_schedule(vendor=schedule.vendor, pk=schedule.pk, at=at)
