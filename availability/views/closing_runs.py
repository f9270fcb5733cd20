"""Closing a month of many contracts: what each lacks, closing those that are ready, progress."""

from datetime import datetime

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from availability.month_finding import closer, contracts_of, month_before
from availability.month_standings import Standing, standings
from availability.services.closing_runs import ask_again, begin_closing, runs_seen
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25
RUNS = 6  # the newest, whatever their month


@require_http_methods(["GET", "HEAD", "POST"])
def closings(request: PortalRequest) -> HttpResponse:
    """Show what each contract's month lacks; posted to, begin closing those that are ready."""
    by, at = closer(request), now()
    typed = request.POST.get("month") or request.GET.get("month", "")
    try:
        month = Month.parse(typed) if typed else month_before(request, at)
    except Refusal as refusal:
        return _page(request, month_before(request, at), at, fault=str(refusal), status=422)
    if request.method != "POST":
        return _page(request, month, at)
    try:
        run = begin_closing(by=by, month=month, at=at)
    except Refusal as refusal:
        return _page(request, month, at, problem=str(refusal), status=409)
    return redirect("months:run", run.pk)


@require_safe
def run(request: PortalRequest, closing: int) -> HttpResponse:
    """Show how far closing a month is, and what stays open."""
    closer(request)
    found = get_object_or_404(runs_seen(), pk=closing)
    ask_again(found, now())
    return render(request, "availability/closing_run.html", {"run": found})


def _page(
    request: PortalRequest,
    month: Month,
    at: datetime,
    *,
    fault: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page = Paginator(contracts_of(month), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = standings(request.vendor, list(page), month, at=at)
    context = {
        "month": month,
        "page": page,
        "rows": [one for one in rows if one.state != "unpromised"],
        "query": f"month={month}",
        "fault": fault,
        "problem": problem,
        "may_begin": month <= month_before(request, at) and _is_any_ready(page, rows),
        "runs": runs_seen().defer("left")[:RUNS],
    }
    return render(request, "availability/closings.html", context, status=status)


def _is_any_ready(page: Page[Contract], rows: list[Standing]) -> bool:
    """Tell whether a month may be ready to close: other pages of the list are not looked into."""
    return page.has_other_pages() or any(one.state == "ready" for one in rows)
