"""Maintenance: the list, the calendar, one piece of work and its file for calendars (CO-14)."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from availability.finding import able
from availability.maintenance_deeds import DEEDS, blank
from availability.maintenance_ical import calendar_of
from availability.maintenance_page import find_work, maintenance_page
from availability.models import Component
from availability.services.noticing import concerned
from availability.work_rows import row_of
from availability.works import in_state, state_of, works_seen
from availability.works_calendar import entries_in, weeks_of
from contracts.forms.contracts import put
from contracts.views.finding import allowed
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25
LISTS = {"coming": "Coming", "running": "Running", "past": "Past and cancelled"}


@require_safe
def works(request: PortalRequest) -> HttpResponse:
    """Show the maintenance that a reader may see: coming, running or past."""
    at, state = now(), request.GET.get("show", "coming")
    if state not in LISTS:
        raise Http404
    rows = in_state(works_seen(request.memberships), state, at)
    named = rows.with_current()
    page = Paginator(named, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(work, at) for work in page],
        "running": in_state(works_seen(request.memberships), "running", at).count(),
        "show": state,
        "lists": LISTS,
        "query": "" if state == "coming" else f"show={state}",
        **_acts(request),
    }
    return render(request, "availability/maintenance_list.html", context)


@require_safe
def month(request: PortalRequest) -> HttpResponse:
    """Show a month of maintenance as a calendar and as a table."""
    zone, at = ZoneInfo(reader_zone(request)), now()
    shown = _month(request.GET.get("month", ""), Month.of(at, zone))
    within = shown.within(zone)
    rows = works_seen(request.memberships).filter(
        versions__sessions__announced_from__lt=within.end,
        versions__sessions__announced_to__gt=within.start,
    )
    known = rows.distinct().with_current()
    entries = entries_in(known, shown, zone)
    context = {
        "first": shown.first_day,
        "earlier": shown.plus(-1),
        "later": shown.plus(1),
        "entries": [(one, state_of(one.work.current, at)) for one in entries],
        "weeks": weeks_of(entries, shown, at.astimezone(zone).date()),
        **_acts(request),
    }
    return render(request, "availability/maintenance_calendar.html", context)


@require_safe
def detail(request: PortalRequest, work: int) -> HttpResponse:
    """Show one piece of work."""
    return maintenance_page(request, find_work(request, work))


@require_POST
def deed(request: PortalRequest, work: int, noun: str) -> HttpResponse:
    """Do something to a piece of work; a refusal is said on its page."""
    if noun not in DEEDS:
        raise Http404
    what = DEEDS[noun]
    by, shown = able(request, *what.acts), find_work(request, work)
    zone, contracts = reader_zone(request), concerned(shown)
    form = blank(what, noun, zone=zone, work=shown, contracts=contracts, data=request.POST)
    if not form.is_valid():
        return maintenance_page(request, shown, {noun: form}, status=422)
    try:
        what.service(by=by, maintenance=shown, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        put(form, refusal)
        return maintenance_page(request, find_work(request, work), {noun: form}, status=409)
    messages.success(request, what.done)
    return redirect("maintenance:work", work)


@require_safe
def calendar(request: PortalRequest, work: int) -> HttpResponse:
    """Give one piece of work out as a file for a calendar program."""
    found = find_work(request, work)
    site = f"{settings.PORTAL_URL}/{request.vendor.slug}"
    content = calendar_of(request.vendor, found, site, now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found}.ics"'
    return response


def _month(text: str, otherwise: Month) -> Month:
    if not text:
        return otherwise
    try:
        return Month.parse(text)
    except Refusal:
        raise Http404 from None


def _acts(request: PortalRequest) -> dict[str, bool]:
    return {
        "may_plan": allowed(request, Act.PLAN_MAINTENANCE) is not None,
        "has_components": Component.objects.filter(vendor=request.vendor).exists(),
    }
