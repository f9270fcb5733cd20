"""What a schedule sends for a period: the report itself, kept as it was sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from portal.kernel.refusal import Refusal
from portal.tenancy.models import Vendor
from reports.client.asking import period_between
from reports.client.document import document_of
from reports.client.figures import client_report
from reports.domain.schedules import ReportPeriod, ScheduleKind
from reports.models import IssuedReport, ReportSchedule
from reports.monthly.issuing import issue_report
from reports.monthly.parts import as_data
from reports.quarterly.issuing import issue_review
from sla.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report that is ready to be sent, and where one reads it."""

    path: str
    issued: IssuedReport | None = None
    data: Mapping[str, Any] | None = None


def made_for(
    schedule: ReportSchedule, vendor: Vendor, period: ReportPeriod, *, at: datetime
) -> Made:
    """Make what a schedule sends for a period; asked again it is the same report.

    :raises Refusal: if it cannot be made yet, with what it waits for.
    """
    return MAKERS[ScheduleKind(schedule.kind)](schedule, vendor, period, at)


def _monthly(schedule: ReportSchedule, _: Vendor, period: ReportPeriod, at: datetime) -> Made:
    issued = issue_report(by=None, contract=_contract(schedule), month=period.first, at=at)
    return Made(path=path_of(issued), issued=issued)


def _quarterly(schedule: ReportSchedule, _: Vendor, period: ReportPeriod, at: datetime) -> Made:
    issued = issue_review(
        by=None,
        contract=_contract(schedule),
        first_day=period.first_day,
        last_day=period.last_day,
        at=at,
    )
    return Made(path=path_of(issued), issued=issued)


def _client(schedule: ReportSchedule, vendor: Vendor, period: ReportPeriod, at: datetime) -> Made:
    customer = schedule.customer
    report = client_report(
        customer=customer,
        period=period_between(customer, period.first_day, period.last_day),
        names=Names.on(period.last_day),
        for_staff=False,
        at=at,
    )
    said = {"customer": customer.pk, "since": period.first_day, "until": period.last_day}
    return Made(
        path=f"/reports/incidents/?{urlencode(said)}", data=as_data(document_of(report, vendor))
    )


def path_of(issued: IssuedReport) -> str:
    """Return where an issued report is inside its vendor's site."""
    return f"/reports/issued/{issued.number}/{issued.version}/"


def _contract(schedule: ReportSchedule) -> Any:
    if schedule.contract is None:
        raise Refusal("This schedule names no contract.", code="contract")
    return schedule.contract


MAKERS: Mapping[ScheduleKind, Callable[[ReportSchedule, Vendor, ReportPeriod, datetime], Made]] = {
    ScheduleKind.MONTHLY: _monthly,
    ScheduleKind.QUARTERLY: _quarterly,
    ScheduleKind.CLIENT: _client,
}
