"""The calendar as a feed, and the page where a person makes and revokes its address (CO-14)."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.feed_parts import further_events
from contracts.ical import calendar_of
from contracts.models import Activity, CalendarFeed
from contracts.services import feeds
from contracts.services.feeds import read_address, reader_of
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from portal.web.http import PortalRequest, now

LOOKS_BACK = timedelta(days=200)
MOST_EVENTS = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: PortalRequest) -> HttpResponse:
    """Show whether one has an address; make one, and show it this once."""
    made, status = "", 200
    if request.method == "POST":
        made, status = feeds.make_feed(by=_reader(request), at=now()), 201
    feed = CalendarFeed.objects.open().filter(person=request.user).first()
    link = f"{settings.PORTAL_URL}/calendars/{made}.ics" if made else ""
    context = {"feed": feed, "link": link}
    return render(request, "contracts/calendar_address.html", context, status=status)


@require_POST
def revocation(request: PortalRequest) -> HttpResponse:
    """Make one's address worthless."""
    try:
        feeds.revoke_feed(by=_reader(request), at=now())
        messages.success(request, "The address does not work any more.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("activities:address")


@require_safe
def calendar(_: HttpRequest, address: str) -> HttpResponse:
    """Answer with the calendar of whoever the address belongs to, or as if nothing were there."""
    at = now()
    try:
        found = read_address(address)
        with vendor_scope(found.vendor):
            memberships = reader_of(found)
            rows = Activity.objects.visible_to(memberships).with_names()
            recent = Q(planned_for__gte=(at - LOOKS_BACK).date()) | Q(state="planned")
            site = f"{settings.PORTAL_URL}/{found.vendor.slug}"
            further = further_events(found.vendor, memberships, site, at)
            kept = rows.filter(recent)[:MOST_EVENTS]
            content = calendar_of(found.vendor, kept, site, at, further)
    except Refusal:
        raise Http404 from None
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    # The address is the key: no proxy keeps what it opens, and no page is told of it.
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _reader(request: PortalRequest) -> Membership:
    for membership in request.memberships:
        if membership.ended_at is None:
            return membership
    raise Http404
