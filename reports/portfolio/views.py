"""The portfolio as a page and as a sheet, for those who look after accounts."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.models import AssignedManager, Contract
from contracts.standings import today_at
from contracts.views.finding import allowed
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.spreadsheets import Cell, written
from reports.portfolio.figures import Held, month_of, portfolio_of
from reports.portfolio.trend import pictures_of

ON_A_PAGE = 50
VIEWS = {"": "All", "mine": "Mine", "signs": "With a sign"}
HEAD: tuple[Cell, ...] = (
    "customer", "contract", "tier", "manager", "grave signs", "signs", "attainment, percent",
    "met", "counted", "aim, percent", "availability, percent", "target, percent",
    "allowance left, seconds", "critical open", "escalated", "activities overdue",
    "good standing", "credits due", "chronic failure", "ends on", "days left",
)  # fmt: skip


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show where each customer stands, the worst first."""
    at, view = now(), view_asked(request)
    rows = rows_for(request, view)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    month = month_of(request.vendor, at)
    pictures = pictures_of(request.vendor, [one.contract for one in shown], month, at=at)
    context = {
        "page": page,
        "rows": [(one, pictures.get(one.contract.pk)) for one in shown],
        "month": month,
        "views": VIEWS.items(),
        "view": view,
        "query": f"view={view}" if view else "",
        "grave": sum(any(sign.is_grave for sign in one.signs) for one in rows),
    }
    return render(request, "reports/portfolio.html", context)


@require_safe
def sheet(request: PortalRequest) -> HttpResponse:
    """Return the same rows as CSV."""
    view = view_asked(request)
    rows = rows_for(request, view)
    name = f"portfolio-{request.vendor.slug}-{month_of(request.vendor, now())}"
    return HttpResponse(
        written([HEAD, *map(_cells, rows)]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def view_asked(request: PortalRequest) -> str:
    """Return which rows the address asks for.

    :raises Http404: if the reader looks after no accounts, or there is no such view.
    """
    view = request.GET.get("view", "")
    if allowed(request, Act.KEEP_ACCOUNT) is None or view not in VIEWS:
        raise Http404
    return view


def rows_for(request: PortalRequest, view: str) -> list[Held]:
    """Return the running contracts of a view, the worst first."""
    at = now()
    running = Contract.objects.active(today_at(request.vendor, at))
    named = running.select_related("customer", "agreement", "vendor").defer("agreement__source")
    if view == "mine":
        own = [membership.pk for membership in request.memberships]
        mine = AssignedManager.objects.current().filter(membership__in=own)
        named = named.filter(pk__in=mine.order_by().values("contract"))
    rows = portfolio_of(request.vendor, list(named), at=at)
    return [one for one in rows if one.signs] if view == "signs" else rows


def _cells(one: Held) -> tuple[Cell, ...]:
    return tuple(_written(one))


def _written(one: Held) -> Iterator[Cell]:
    contract = one.contract
    yield from (contract.customer.name, contract.pk, contract.tier_name)
    yield str(one.manager.person) if one.manager else ""
    yield sum(sign.is_grave for sign in one.signs)
    yield "; ".join(sign.words for sign in one.signs)
    yield from (one.attained, one.count.met, one.count.counted, one.aim_percent)
    yield from (one.percent, one.target)
    yield "" if one.budget_left is None else one.budget_left
    yield from (one.criticals, one.escalations, one.late)
    yield "no" if one.standing.reasons else "yes"
    yield from (one.owed, one.chronic_words)
    yield contract.ends_on.isoformat() if contract.ends_on else ""
    yield "" if one.days_left is None else one.days_left
