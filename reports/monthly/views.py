"""Monthly SLA reports: the list, a month as it stands, issuing it, and its files (CO-13)."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.standings import today_at
from contracts.views.finding import allowed, contracts_seen
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from reports.domain.issued import Kind
from reports.giving import file_of
from reports.models import IssuedReport
from reports.monthly.differences import seen_hash
from reports.monthly.finding import live
from reports.monthly.formats import FORMS, name_of
from reports.monthly.issuing import issue_report, unfit
from reports.monthly.listing import active_in, rows_of
from reports.monthly.page import on_page

ON_A_PAGE = 25


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """List each contract's report of a month; or, by `show=issued`, all that were issued."""
    if allowed(request, Act.FOLLOW_INCIDENTS) is None:
        raise Http404
    at = now()
    current = _current(request, at)
    month = min(_asked(request.GET.get("month", "")) or current.plus(-1), current)
    customer = request.GET.get("customer", "").strip()
    context = {"month": month, "current": current, "customer": customer, "at": at}
    if request.GET.get("show") == "issued":
        return render(request, "reports/monthly_issued.html", context | _issued(request, customer))
    contracts = active_in(contracts_seen(request), month)
    if customer:
        contracts = contracts.filter(customer__name__icontains=customer)
    page = Paginator(contracts, ON_A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "rows": rows_of(list(page), month, at),
        "query": _query(customer, month=str(month)),
        "earlier": month.plus(-1),
        "later": month.plus(1) if month < current else None,
    }
    return render(request, "reports/monthly_list.html", context)


def _issued(request: PortalRequest, customer: str) -> dict[str, object]:
    rows = IssuedReport.objects.visible_to(request.memberships).for_list().newest()
    if customer:
        rows = rows.filter(contract__customer__name__icontains=customer)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "query": _query(customer, show="issued")}


def _query(customer: str, **asked: str) -> str:
    """Return what the address of a list keeps from page to page."""
    return urlencode(asked | ({"customer": customer} if customer else {}))


@require_safe
def month(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Show a contract's month as it would be reported now."""
    return _month_page(request, pk, month)


@require_safe
def month_file(request: PortalRequest, pk: int, month: str, form: str) -> HttpResponse:
    """Give out a month as it stands: the file says that it was not issued."""
    found = live(request, pk, month, now())
    return file_of(found.report, form, name_of(found.report))


@require_POST
def issue(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Issue a month's report, or say why not."""
    by = allowed(request, Act.ISSUE_REPORTS)
    if by is None:
        raise Http404
    at = now()
    found = live(request, pk, month, at)
    seen = request.POST.get("seen", "")
    try:
        made = issue_report(by=by, contract=found.contract, month=found.month, at=at, seen=seen)
    except Refusal as refusal:
        return _month_page(request, pk, month, problem=str(refusal), status=409)
    messages.success(request, f"{made} is issued: what it says stays as it is.")
    return redirect("monthly:issued", made.number, made.version)


def _month_page(
    request: PortalRequest, pk: int, month: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    found = live(request, pk, month, now())
    rows = IssuedReport.objects.of(found.contract, Kind.MONTHLY, str(found.month))
    issued = rows.defer("data").first()
    may_issue = allowed(request, Act.ISSUE_REPORTS) is not None
    context = {
        "contract": found.contract,
        "month": found.month,
        "report": found.report,
        **on_page(found.report),
        "issued": issued,
        "forms": FORMS,
        "may_issue": may_issue and issued is None,
        "why_not": unfit(found.report),
        "seen": seen_hash(found.report),
        "problem": problem,
    }
    return render(request, "reports/monthly.html", context, status=status)


def _current(request: PortalRequest, at: datetime) -> Month:
    today = today_at(request.vendor, at)
    return Month(today.year, today.month)


def _asked(text: str) -> Month | None:
    try:
        return Month.parse(text)
    except Refusal:
        return None
