"""Attainment: what became of the promises of a month, and the incidents behind each figure."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now
from sla.asking import Asked, Narrowed, asked, narrowed
from sla.figures import MonthlyFigures, figures_for
from sla.models import Clock, ClockQuerySet, Outcome
from sla.names import Names
from sla.outcomes import Outcomes
from sla.sheets import Row, rows_of, sheet
from sla.trend import Trend, trend_to

PAGE = 50


@require_safe
def attainment(request: PortalRequest) -> HttpResponse:
    """Show a month's shares by severity and milestone, by customer, and the year behind it."""
    wanted, figures, trend = _figures(request)
    customers = Paginator(figures.customers, PAGE).get_page(request.GET.get("page"))
    context = {"asked": wanted, "figures": figures, "trend": trend, "customers": customers}
    return render(request, "sla/attainment.html", context)


@require_safe
def figures_sheet(request: PortalRequest) -> HttpResponse:
    """Return the figures of the page as CSV."""
    wanted, figures, trend = _figures(request)
    name = f"attainment-{request.vendor.slug}-{wanted.month}"
    return sheet(rows_of(figures, trend), name)


@require_safe
def incidents(request: PortalRequest) -> HttpResponse:
    """Show the milestones behind a figure."""
    wanted, shown, clocks, names = _clocks(request)
    page = Paginator(clocks, PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": wanted,
        "title": shown.title(names),
        "page": page,
        "rows": [(clock, _why(clock, names)) for clock in map(_as_told, page)],
    }
    return render(request, "sla/attainment_incidents.html", context)


@require_safe
def incidents_sheet(request: PortalRequest) -> HttpResponse:
    """Return the milestones behind a figure as CSV, with times in the vendor's zone."""
    wanted, _, clocks, names = _clocks(request)
    name = f"milestones-{request.vendor.slug}-{wanted.month}"
    return sheet(_rows(clocks, names, wanted.zone), name)


def _figures(request: PortalRequest) -> tuple[Asked, MonthlyFigures, Trend]:
    wanted, outcomes = _outcomes(request)
    names = Names.on(wanted.month.last_day)
    figures = figures_for(outcomes, wanted.month, wanted.period, names)
    trend = trend_to(outcomes, wanted.month, wanted.zone, names.terms.attainment_aim)
    return wanted, figures, trend


def _clocks(request: PortalRequest) -> tuple[Asked, Narrowed, ClockQuerySet, Names]:
    wanted, outcomes = _outcomes(request)
    shown = narrowed(request)
    clocks = _with_names(shown.clocks(outcomes, wanted.period))
    return wanted, shown, clocks, Names.on(wanted.month.last_day)


def _outcomes(request: PortalRequest) -> tuple[Asked, Outcomes]:
    if not any(may(membership, Act.FOLLOW_INCIDENTS) for membership in request.memberships):
        raise Http404
    at = now()
    wanted = asked(request, at)
    return wanted, Outcomes.of(request.memberships, wanted.customer, at)


def _with_names(clocks: ClockQuerySet) -> ClockQuerySet:
    return clocks.select_related(
        "incident__vendor", "incident__customer", "incident__agreement"
    ).defer("incident__agreement__source")


def _as_told(clock: Clock) -> Clock:
    """Show a clock as it was told in the month, whatever has become of it since."""
    clock.outcome = clock.told_outcome  # type: ignore[attr-defined]  # annotated by `sla.outcomes`
    clock.severity = clock.told_severity  # type: ignore[attr-defined]  # annotated by `sla.outcomes`
    clock.is_assumed = clock.told_assumed  # type: ignore[attr-defined]  # annotated by `sla.outcomes`
    return clock


def _why(clock: Clock, names: Names) -> str:
    """Return the reason for which a milestone is left out, if it is."""
    reason: str | None = getattr(clock, "reason", None)  # annotated on what is left out
    return names.reason(reason or "") if clock.outcome == Outcome.NONE else ""


def _rows(clocks: Iterable[Clock], names: Names, zone: ZoneInfo) -> Iterator[Row]:
    yield (
        "incident", "title", "customer", "severity", "milestone", "targets", "outcome",
        "reason", "still open", "final", "due", "reached or left", "budget, seconds",
    )  # fmt: skip
    for clock in map(_as_told, clocks):
        incident = clock.incident
        yield (
            str(incident),
            incident.title,
            incident.customer.name,
            names.severity(clock.severity),
            clock.milestone,
            "assumed" if clock.is_assumed else "contractual",
            clock.outcome,
            _why(clock, names),
            "no" if clock.stopped_at else "yes",
            _written(clock.final_at, zone),  # type: ignore[attr-defined]  # annotated by `sla.outcomes`
            _written(clock.due_at, zone),
            _written(clock.stopped_at, zone),
            clock.budget.days * 86400 + clock.budget.seconds,
        )


def _written(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat() if at else ""
