"""Lists of incidents: the staff's queue by time left, and the list both sides search."""

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.bulk import colleagues, stations_of_work
from incidents.finding import able
from incidents.listing import Listing, listed, version_of
from incidents.models import Incident
from incidents.pages.attention import mark
from incidents.paging import BY_TIME_LEFT, NEWEST_FIRST
from incidents.saved_views import DEFAULTS, views_for
from incidents.searching import catalogue_of
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_safe
def queue(request: PortalRequest) -> HttpResponse:
    """Show the open incidents, the soonest due first. For the desk only."""
    able(request, Act.WORK_ON_INCIDENTS)
    at = now()
    version = version_of(request, at)
    context = _queue(request)
    context |= {
        "colleagues": colleagues(request.vendor.pk),
        "stations": stations_of_work(context["listing"].known.stations),
        "views": views_for(request.user, context["listing"].shown),
        "version": version,
    }
    return _answer(request, "incidents/queue.html", context)


@require_safe
def queue_rows(request: PortalRequest) -> HttpResponse:
    """Answer a queue that is being looked at: nothing has changed, or the rows as they are now."""
    able(request, Act.WORK_ON_INCIDENTS)
    version = version_of(request, now())
    if request.headers.get("If-None-Match") == version:
        return HttpResponseNotModified(headers={"ETag": version})
    response = _answer(request, "incidents/parts/queue_rows.html", _queue(request))
    response["ETag"] = version
    return response


@require_safe
def listing(request: PortalRequest) -> HttpResponse:
    """Show the incidents a person may see, the newest first."""
    at = now()
    found = listed(request, Incident.objects.all(), NEWEST_FIRST, at)
    mark(found.page.rows, request, at)
    context = {
        "listing": found,
        "page": found.page,
        "views": [one.marked(found.shown) for one in DEFAULTS["list"]],
        "may_raise": any(may(one, Act.RAISE_INCIDENT) for one in request.memberships),
        "at": at,
    }
    return _answer(request, "incidents/list.html", context)


@require_safe
def search_help(request: PortalRequest) -> HttpResponse:
    """Say how to search, in the words of this vendor's agreement."""
    known = catalogue_of(request.vendor)
    context = {"known": known, "choices": known.vocabulary.choices.items()}
    return render(request, "incidents/search_help.html", context)


def _queue(request: PortalRequest) -> dict[str, Any]:
    at = now()
    rows = Incident.objects.open()
    found: Listing = listed(request, rows, BY_TIME_LEFT, at, names=("customer", "owner"))
    mark(found.page.rows, request, at)
    return {"listing": found, "page": found.page, "at": at}


def _answer(request: PortalRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["listing"].problem else 200
    return render(request, template, context, status=status)
