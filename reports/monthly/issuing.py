"""Issuing a report: frozen, numbered and written once; and stating it anew (CO-13, HR-08).

One transaction: whoever is stopped in the middle has issued nothing, and issuing again is the same
report. Page, PDF, workbook, CSV and JSON of it are made of what is kept, whenever they are wanted.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from contracts.models import Contract
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, able, require
from reports.domain.critical import digest_of
from reports.domain.issued import LONGEST_REASON, Kind
from reports.models import IssuedReport, ReportSeries
from reports.monthly.differences import check_seen, differences
from reports.monthly.figures import report_of
from reports.monthly.parts import MonthlyReport, as_data, read
from reports.quarterly.document import review_of


@dataclass(frozen=True, slots=True)
class Restatement:
    """An issued report beside what would be said today."""

    issued: IssuedReport
    report: MonthlyReport
    difference: list[dict[str, str]]


@transaction.atomic
def issue_report(
    *, by: Membership | None, contract: Contract, month: Month, at: datetime, seen: str = ""
) -> IssuedReport:
    """Issue the report of a contract's month; one that is issued already is returned as it is.

    :param by: None: the portal itself, by a schedule.
    :param seen: the hash of the figures that were looked at, if somebody did.
    :raises Refusal: if `by` may not, the month is not over or not closed, the contract was not
        active in it, or the figures are not those that were looked at.
    """
    if by is not None:
        require(by, Act.ISSUE_REPORTS)
    contract = held(contract)
    rows = IssuedReport.objects.of(contract, Kind.MONTHLY, str(month))
    if found := rows.select_related("issued_by").first():
        return found
    report = final_report(contract, month, at=at)
    check_seen(report, seen)
    number = next_number(contract.vendor_id)
    return freeze(report, contract, by=by, at=at, number=number, version=1)


@transaction.atomic
def restate_report(
    *, by: Membership | None, issued: IssuedReport, reason: str, at: datetime, seen: str = ""
) -> IssuedReport:
    """Issue a report anew where something is otherwise than it said; the first one stays.

    :raises Refusal: if `by` may not, a later version is there, nothing is otherwise, no reason is
        given, or the figures are not those that were looked at.
    """
    if by is not None:
        require(by, Act.ISSUE_REPORTS)
    contract = held(issued.contract)
    shown = restatement_of(issued, at=at)
    check_seen(shown.report, seen)
    if not shown.difference:
        raise Refusal("Nothing is otherwise than the report says.", code="same")
    if not reason.strip():
        raise Refusal("Say why the report is issued anew: its readers see it.", code="reason")
    said = {
        "restates": issued,
        "difference": shown.difference,
        "reason": reason.strip()[:LONGEST_REASON],
    }
    kind = Kind(issued.kind)
    number, version = issued.number, issued.version + 1
    return freeze(
        shown.report, contract, kind=kind, by=by, at=at, number=number, version=version, said=said
    )


def restatement_of(issued: IssuedReport, *, at: datetime) -> Restatement:
    """Return an issued report beside what would be said today.

    :raises Refusal: if a later version has replaced it.
    """
    newest = IssuedReport.objects.of(issued.contract, Kind(issued.kind), issued.period).first()
    if newest is not None and newest.pk != issued.pk:
        raise Refusal(f"{newest} has replaced {issued}: look at that one.", code="replaced")
    report = _final_of(issued, at=at)
    return Restatement(issued, report, differences(read(issued.data), report))


def final_report(contract: Contract, month: Month, *, at: datetime) -> MonthlyReport:
    """Return a report that can be issued: of a month that is over, and closed where it must be.

    :raises Refusal: with code `not_active`, `not_over` or `not_closed`.
    """
    return fit(report_of(contract, month, at=at))


def fit(report: MonthlyReport) -> MonthlyReport:
    """Return a report that can be issued.

    :raises Refusal: if something keeps it from being issued.
    """
    if refused := unfit(report):
        raise refused
    return report


def unfit(report: MonthlyReport) -> Refusal | None:
    """Return what keeps a report from being issued; None: nothing does."""
    if report.standing == "so far":
        return Refusal(
            f"{report.month_name} is not over in {report.zone}: its report can be looked at now, "
            "and issued once it is.",
            code="not_over",
        )
    if report.standing == "not closed":
        return Refusal(
            f"{report.month_name} of {report.customer} is not closed yet: until then its figures "
            f"can change. It is closed by: {able(Act.CLOSE_MONTH)}.",
            code="not_closed",
        )
    return None


def _final_of(issued: IssuedReport, *, at: datetime) -> MonthlyReport:
    """Return what would be issued today instead of a report."""
    if issued.kind == Kind.QUARTERLY:
        return fit(review_of(issued.contract, issued.first_day, issued.last_day, at=at))
    return final_report(issued.contract, Month.parse(issued.period), at=at)


def next_number(vendor_id: int) -> int:
    """Return the vendor's next report number; its row stays locked until the report is kept."""
    series = ReportSeries.objects.filter(vendor=vendor_id)
    if not series.update(last=F("last") + 1):  # the vendor's first
        ReportSeries.objects.bulk_create([ReportSeries(vendor_id=vendor_id)], ignore_conflicts=True)
        series.update(last=F("last") + 1)
    return series.get().last


def held(contract: Contract) -> Contract:
    """Return a contract locked: its reports follow one another."""
    rows = Contract.objects.locked().select_related("customer", "agreement", "vendor")
    return rows.defer("agreement__source").get(pk=contract.pk)


def freeze(
    report: MonthlyReport,
    contract: Contract,
    *,
    kind: Kind = Kind.MONTHLY,
    by: Membership | None,
    at: datetime,
    number: int,
    version: int,
    said: dict[str, Any] | None = None,
) -> IssuedReport:
    """Write the row and its audit record."""
    data = as_data(report)
    person = by.person if by else None
    made = IssuedReport.objects.create(
        vendor_id=contract.vendor_id,
        contract=contract,
        kind=kind,
        period=report.month,
        first_day=report.first_day,
        last_day=report.last_day,
        number=number,
        version=version,
        data=data,
        hash=digest_of(data),
        issued_at=at,
        issued_by=person,
        **(said or {}),
    )
    what = f"{report.name} {'issued' if version == 1 else 'restated'}"
    after = {"number": str(made), "period": made.period, "hash": made.hash}
    record(what, made, actor=person, at=at, after=after, reason=made.reason)
    return made
