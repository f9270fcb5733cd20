"""Finding the report that an address names, as far as its reader may see it; else 404."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from availability.month_finding import month_asked
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest
from reports.models import IssuedReport
from reports.monthly.figures import report_of
from reports.monthly.parts import MonthlyReport, read
from reports.monthly.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Live:
    """A contract's month as it would be reported now."""

    contract: Contract
    month: Month
    report: MonthlyReport


def live(request: PortalRequest, pk: int, month: str, at: datetime) -> Live:
    """Return the report of a contract's month as it stands; 404 where there is none to show."""
    contract, asked = month_asked(request, pk, month)
    try:
        return Live(contract, asked, report_of(contract, asked, at=at))
    except Refusal:
        raise Http404 from None


def issued_seen(request: PortalRequest, number: int, version: int | None = None) -> IssuedReport:
    """Return an issued report that the reader may see; without a version, the newest."""
    rows = IssuedReport.objects.visible_to(request.memberships).filter(number=number)
    rows = rows.select_related("contract__customer", "contract__vendor", "issued_by")
    if version is not None:
        return get_object_or_404(rows, version=version)
    found = rows.order_by("-version").first()
    if found is None:
        raise Http404
    return found


def read_back(issued: IssuedReport) -> tuple[MonthlyReport, Stamp]:
    """Return what an issued report says, and its marks."""
    return read(issued.data), Stamp.of(issued)
