"""Announcements as their readers have them: the list, one of them, and marking them read."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from knowledgebase.announcements.finding import to_be_shown
from knowledgebase.announcements.forms import FilterForm
from knowledgebase.announcements.making import page_of
from knowledgebase.announcements.queries import announcements_for, unread_of, with_reading
from knowledgebase.announcements.reading import mark_all_read, mark_read
from knowledgebase.domain.announcing import Stage
from knowledgebase.finding import allowed
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

ON_A_PAGE = 20


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """List what is out for the reader, the newest first, with a mark on what is new to them."""
    form = FilterForm(request.GET, auto_id="find-%s")
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    every = announcements_for(request.memberships, now())
    person = request.memberships[0].person
    rows = unread_of(every, person) if said.get("unread") else with_reading(every, person)
    if said.get("kind"):
        rows = rows.filter(shown__kind=said["kind"])
    context = {
        "form": form,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "query": urlencode({key: value for key, value in said.items() if value}),
        "unread": unread_of(every, person).count(),
        "is_narrowed": any(said.values()),
        "announces": allowed(request, Act.ANNOUNCE),
    }
    return render(request, "knowledgebase/announcements.html", context, status=_status(form))


@require_safe
def one(request: PortalRequest, pk: int) -> HttpResponse:
    """Show an announcement; of one that was withdrawn, that it was and why."""
    found = to_be_shown(request, pk)
    if request.method == "GET" and found.state == Stage.PUBLISHED:
        mark_read(by=request.memberships[0], announcement=found, at=now())
    return page_of(request, found)


@require_POST
def reading(request: PortalRequest) -> HttpResponse:
    """Mark all that is out for the reader read."""
    done = mark_all_read(memberships=request.memberships, at=now())
    messages.success(request, f"{done} marked read." if done else "Nothing was new.")
    return redirect("announcements:list")


def _status(form: FilterForm) -> int:
    return 422 if form.errors else 200
