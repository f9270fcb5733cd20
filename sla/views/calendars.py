"""Calendars of regions: which are kept, a year at a glance, and what each version did."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.year import WEEKDAYS, months_of
from contracts.kept_calendars import customers_by_region, decided_by, kept_calendars, worked
from contracts.models import CalendarVersion
from contracts.queries import calendars_of
from contracts.services import copy_holidays
from contracts.views.finding import allowed, is_staff
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from sla.followed import Progress, progress_of
from sla.models import ClockMove, Outcome, Restatement
from sla.restating import affected

FIRST_YEAR, LAST_YEAR = 2000, 2100  # that can be asked for; no holidays are known far beyond
ON_A_PAGE = 50
VERSIONS_ON_A_PAGE = 20


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the calendars that are kept, and what they lack."""
    check_reader(request)
    return _overview(request)


@require_POST
def years(request: PortalRequest, region: str) -> HttpResponse:
    """Copy a year's public holidays."""
    by = editor(request)
    year = asked_year(request.POST.get("year", ""), now())
    check_known(region)
    try:
        copied = copy_holidays(vendor=by.vendor, region=region, years=[year], at=now(), by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _overview(request, status=409)
    said = f"{copied} holidays of {year} copied" if copied else f"{year} was copied before"
    messages.success(request, f"{region}: {said}.")
    return redirect(f"{reverse('calendars:region', args=[region])}?year={year}")


@require_safe
def of_region(request: PortalRequest, region: str) -> HttpResponse:
    """Show a year of a region's calendar, and the calendar's history."""
    check_reader(request)
    check_known(region)
    at = now()
    year = asked_year(request.GET.get("year", ""), at)
    calendar = calendars_of([(request.vendor.pk, region)])[request.vendor.pk, region]
    taken_away = worked(calendar)
    holidays = dict(calendar.days)
    history = Paginator(_versions(region), VERSIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "region": region,
        "year": year,
        "weekdays": WEEKDAYS,
        "months": months_of(year, holidays, taken_away),
        "days": _of(year, holidays),
        "worked": _of(year, taken_away),
        "years": sorted(calendar.years),
        "is_covered": year in calendar.years,
        "earlier": year - 1 if year > FIRST_YEAR else None,
        "later": year + 1 if year < LAST_YEAR else None,
        "customers": customers_by_region(at=at)[region],
        "page": history,
        "may_edit": allowed(request, Act.EDIT_CALENDARS) is not None,
        "may_change": calendar.newest is not None
        and allowed(request, Act.EDIT_CALENDARS) is not None,
    }
    return render(request, "sla/calendar_year.html", context)


@require_safe
def of_version(request: PortalRequest, region: str, version: int) -> HttpResponse:
    """Show what a version decided, and which clocks it moved."""
    check_reader(request)
    shown = version_of(region, version)
    newest = _versions(region).first()
    is_newest = shown == newest
    moves = ClockMove.objects.filter(calendar=shown)
    page = Paginator(with_incidents(moves), ON_A_PAGE).get_page(request.GET.get("page"))
    restatement = Restatement.objects.filter(calendar=shown).select_related("made_by").first()
    progress: Progress | None = progress_of(shown) if is_newest else None
    context = {
        "version": shown,
        "newest": newest,
        "is_newest": is_newest,
        "decided": decided_by(shown),
        "page": page,
        "missed": moves.filter(outcome_after=Outcome.MISSED).count(),
        "progress": progress,
        "restatement": restatement,
        "final": affected(shown).count() if is_newest and restatement is None else 0,
    }
    return render(request, "sla/calendar_version.html", context)


def check_reader(request: PortalRequest) -> None:
    """Let the vendor's own people read calendars.

    :raises Http404: for everybody else.
    """
    if not is_staff(request):
        raise Http404


def editor(request: PortalRequest) -> Membership:
    """Return the membership by which the reader changes calendars.

    :raises Http404: if there is none.
    """
    by = allowed(request, Act.EDIT_CALENDARS)
    if by is None:
        raise Http404
    return by


def check_known(region: str) -> None:
    """Answer 404 for a region that has no calendar and no customer."""
    has_calendar = CalendarVersion.objects.filter(region=region).exists()
    if not has_calendar and not Customer.objects.filter(holiday_region=region).exists():
        raise Http404


def version_of(region: str, number: int) -> CalendarVersion:
    """Return a version of a region's calendar.

    :raises Http404: if there is none.
    """
    found: CalendarVersion = get_object_or_404(_versions(region), number=number)
    return found


def with_incidents(rows: Any) -> Any:
    """Fetch what a row of clocks shows; the rows have a clock."""
    return rows.select_related(
        "clock__incident__vendor", "clock__incident__customer", "clock__incident__agreement"
    ).defer("clock__incident__agreement__source")


def asked_year(text: str, at: datetime) -> int:
    """Return the year that was asked for, or this one.

    :raises Http404: if it is none that a calendar could have.
    """
    if not text:
        return at.year
    year = read_key(text)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def _overview(request: PortalRequest, *, status: int = 200) -> HttpResponse:
    kept = kept_calendars(at=now())
    context = {
        "calendars": kept,
        "gaps": [one for one in kept if one.missing],
        "may_edit": allowed(request, Act.EDIT_CALENDARS) is not None,
    }
    return render(request, "sla/calendars.html", context, status=status)


def _versions(region: str) -> Any:
    rows = CalendarVersion.objects.filter(region=region).select_related("made_by")
    return rows.annotate(decided=Count("holidays")).order_by("-number")


def _of(year: int, days: dict[date, str] | Any) -> list[tuple[date, str]]:
    return sorted((day, name) for day, name in days.items() if day.year == year)
