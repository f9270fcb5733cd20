"""One incident's clocks in full: the arithmetic, the same as text, and "what if"."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.finding import find
from incidents.models import Incident
from incidents.queries import status_of
from portal.kernel.refusal import Refusal
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now
from sla.explanation import as_text
from sla.queries import ClockNote, ClockView, clocks_if_answered, clocks_shown

FARTHEST = timedelta(days=366)  # ahead that one may ask about


class WhatIfForm(forms.Form):
    """When the customer might answer, in the reader's zone."""

    answered_at = forms.DateTimeField(
        label="The customer answers at",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


@require_safe
def explained(request: PortalRequest, number: str) -> HttpResponse:
    """Show why each clock stands where it does, and where an answer would put it."""
    incident, at = find(request, number), now()
    clocks = clocks_shown(incident, at)
    zone = reader_zone(request)
    form = WhatIfForm(request.GET if "answered_at" in request.GET else None)
    supposed, problem, supposed_at = _supposed(incident, form, zone, at)
    context = {
        "incident": incident,
        "whom": incident.customer.name,
        "clocks": clocks,
        "is_whole": True,  # no line is folded away here
        "text": as_text(incident, clocks, zone),
        "waits": status_of(incident).waiting_on == "customer",
        "form": form,
        "supposed": supposed,
        "supposed_at": supposed_at,
        "problem": problem,
        "at": at,
    }
    return render(request, "sla/explained.html", context, status=422 if problem else 200)


type Supposed = tuple[list[ClockView | ClockNote], str, datetime | None]


def _supposed(incident: Incident, form: WhatIfForm, zone: str, at: datetime) -> Supposed:
    """Return the clocks as they would stand, or why that cannot be said."""
    if not form.is_bound:
        return [], "", None
    if not form.is_valid():
        return [], "Give a date and a time, such as 2026-03-02 14:30.", None
    answered_at = form.cleaned_data["answered_at"].replace(tzinfo=ZoneInfo(zone))
    if not at <= answered_at <= at + FARTHEST:
        return [], "Ask about an instant from now on, within a year.", None
    try:
        return clocks_if_answered(incident, answered_at), "", answered_at
    except Refusal as refusal:
        return [], str(refusal), None
