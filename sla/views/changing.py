"""Changing a calendar: what is asked for, what would change, and only then the change (LU-02)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts.domain.holidays import Decision
from contracts.forms.calendars import (
    HOLIDAY,
    WORKING_DAY,
    ReasonForm,
    posted_rows,
    rows,
    typed,
)
from contracts.kept_calendars import Decided
from contracts.models import CalendarVersion
from contracts.queries import calendars_of
from contracts.services import change_calendar
from contracts.services.calendars import Change, checked_changes
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.web.http import PortalRequest, now
from sla.preview import MOST, if_calendar_changed
from sla.views.calendars import editor

MORE = 5  # rows


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: PortalRequest, region: str) -> HttpResponse:
    """Show the form; what was sent is previewed, and saved once it was confirmed."""
    by = editor(request)
    newest = CalendarVersion.objects.filter(region=region).order_by("number").last()
    if newest is None:
        raise Http404
    if request.method != "POST":
        return _form(request, newest, rows(_asked_for(request)), ReasonForm())
    if "again" in request.POST or "more" in request.POST:
        return _again(request, newest)
    sent, reason = posted_rows(request.POST), ReasonForm(request.POST)
    # Both are looked at, so that all that is wrong is said at once.
    if not all([sent.is_valid(), reason.is_valid()]):
        return _form(request, newest, sent, reason, status=422)
    try:
        return _checked(request, by, newest, sent.changes(), reason)
    except Refusal as refusal:
        reason.add_error(None, str(refusal))
        return _form(request, newest, sent, reason, status=409)


def _checked(
    request: PortalRequest,
    by: Membership,
    newest: CalendarVersion,
    asked: list[Change],
    reason: ReasonForm,
) -> HttpResponse:
    different = checked_changes(newest.region, asked)
    if "confirm" in request.POST and request.POST.get("version") == str(newest.number):
        made = change_calendar(
            by=by,
            region=newest.region,
            changes=asked,
            reason=reason.cleaned_data["reason"],
            at=now(),
        )
        messages.success(request, f"Version {made.number} of {made.region} is in force.")
        return redirect("calendars:version", region=made.region, version=made.number)
    return _preview(request, newest, different, reason)


def _preview(
    request: PortalRequest, newest: CalendarVersion, changes: list[Change], reason: ReasonForm
) -> HttpResponse:
    context = {
        "version": newest,
        "decided": _decided(request, newest, changes),
        "preview": if_calendar_changed(newest.region, changes, now()),
        "most": MOST,
        "reason": reason.cleaned_data["reason"],
        # What is confirmed is what was looked at: it is sent along as it was typed.
        "sent": [*posted_rows(request.POST).management_form, *_fields(request)],
        "has_moved_on": "confirm" in request.POST,
    }
    return render(request, "sla/calendar_preview.html", context)


def _fields(request: PortalRequest) -> list[Any]:
    return [field for form in posted_rows(request.POST).forms for field in form]


def _decided(
    request: PortalRequest, newest: CalendarVersion, changes: Sequence[Change]
) -> list[Decided]:
    place = request.vendor.pk, newest.region
    last: dict[object, Decision] = {one.date: one for one in calendars_of([place])[place].decisions}
    return [
        Decided(one.date, one.name, one.closes, last.get(one.date))
        for one in sorted(changes, key=lambda change: change.date)
    ]


def _again(request: PortalRequest, newest: CalendarVersion) -> HttpResponse:
    """Show the form as it was typed, with more rows if that was asked for."""
    given = typed(request.POST)
    wanted = len(posted_rows(request.POST).forms) + (MORE if "more" in request.POST else 0)
    reason = ReasonForm(initial={"reason": request.POST.get("reason", "")})
    return _form(request, newest, rows(given, wanted), reason)


def _asked_for(request: PortalRequest) -> list[dict[str, Any]]:
    """Return the row that the address asks for: a link beside a holiday fills it in."""
    asked = {name: request.GET.get(name, "") for name in ("date", "name")}
    kind = WORKING_DAY if request.GET.get("kind") == WORKING_DAY else HOLIDAY
    return [asked | {"kind": kind}] if asked["date"] else []


def _form(
    request: PortalRequest,
    newest: CalendarVersion,
    sent: Any,
    reason: ReasonForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"version": newest, "rows": sent, "reason": reason}
    return render(request, "sla/calendar_change.html", context, status=status)
