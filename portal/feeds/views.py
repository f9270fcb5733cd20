"""Pages of one's feeds: what there is, one's addresses, and making and revoking them (CO-14)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.feeds import services
from portal.feeds.models import FeedAddress
from portal.feeds.offering import addresses_of, offer_of, offers_for
from portal.feeds.registry import Reader, feed_named
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show one's addresses, and what else can be fed."""
    reader = _reader(request, None)
    offers = [one for one in offers_for(reader) if one.row is None]
    context = {"addresses": addresses_of(reader), "offers": offers}
    return render(request, "feeds/list.html", context)


@require_http_methods(METHODS)
def one(request: PortalRequest, name: str) -> HttpResponse:
    """Show a feed that is not of one thing with one's address of it, and make that."""
    return _one(request, name, _reader(request, None))


@require_http_methods(METHODS)
def of(request: PortalRequest, kind: str, thing: int) -> HttpResponse:
    """Show the feed of one thing with one's address of it, and make that."""
    return _one(request, kind, _reader(request, thing))


@require_http_methods(METHODS)
def revocation(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then make one's address worthless."""
    rows = FeedAddress.objects.open().filter(vendor=request.vendor, person=request.user)
    row = get_object_or_404(rows, pk=pk)
    if request.method != "POST":
        own = addresses_of(_reader(request, None))
        offer = next((one for one in own if one.row == row), None)
        if offer is None:  # nothing registers such a feed any more
            raise Http404
        return render(request, "feeds/ending.html", {"offer": offer})
    try:
        services.revoke_address(row=row, by=request.user, at=now())
        messages.success(request, "The address does not work any more.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("feeds:list")


def _one(request: PortalRequest, name: str, reader: Reader) -> HttpResponse:
    feed = feed_named(name)
    offer = offer_of(feed, reader) if feed else None
    if offer is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            services.make_address(reader=reader, feed=offer.feed)
            messages.success(request, "Made: copy the address into the program that reads it.")
            return redirect(request.get_full_path())
        except Refusal as refusal:
            problem = str(refusal)
    context = {"offer": offer, "problem": problem}
    return render(request, "feeds/one.html", context, status=409 if problem else 200)


def _reader(request: PortalRequest, about: int | None) -> Reader:
    return Reader(
        vendor=request.vendor,
        person=request.user,
        memberships=request.memberships,
        at=now(),
        about=about,
    )
