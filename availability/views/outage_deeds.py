"""What is done to an outage and to its exclusions; a refusal is said on the outage's page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from availability.finding import able, exclusions_seen, find_outage, touched_by
from availability.forms.exclusions import ExclusionForm
from availability.models import Outage
from availability.outage_deeds import DEEDS, EXCLUSION_DEEDS
from availability.outage_page import blank, named, outage_page
from availability.services.exclusions import propose_exclusion
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now


@require_POST
def deed(request: PortalRequest, outage: int, noun: str) -> HttpResponse:
    """Do something to an outage."""
    if noun not in DEEDS:
        raise Http404
    what = DEEDS[noun]
    by, shown = able(request, *what.acts), find_outage(request, outage)
    form = blank(what, noun, reader_zone(request), request.POST)

    def act() -> None:
        what.service(by=by, outage=shown, at=now(), **form.cleaned_data)

    return _done(request, shown, noun, form, act, what.done)


@require_POST
def propose(request: PortalRequest, outage: int) -> HttpResponse:
    """Propose that a part of an outage does not count."""
    by = able(request, Act.DECLARE_OUTAGE, Act.DECIDE_EXCLUSION)
    shown = find_outage(request, outage)
    form = ExclusionForm(
        request.POST,
        version=shown.current,
        contracts=touched_by(request, shown, now()),
        zone=reader_zone(request),
    )

    def act() -> None:
        propose_exclusion(by=by, outage=shown, at=now(), **form.said())

    return _done(request, shown, "exclusions", form, act, "Proposed; another person decides.")


@require_POST
def exclusion_deed(request: PortalRequest, outage: int, pk: int, noun: str) -> HttpResponse:
    """Do something to an exclusion that this person may see."""
    if noun not in EXCLUSION_DEEDS:
        raise Http404
    what = EXCLUSION_DEEDS[noun]
    by, shown = able(request, *what.acts), find_outage(request, outage)
    at = now()
    seen = exclusions_seen(request, shown, touched_by(request, shown, at), at)
    exclusion = next((one for one in seen if one.pk == pk), None)
    if exclusion is None:
        raise Http404
    name = named(noun, exclusion)
    form = blank(what, name, reader_zone(request), request.POST, exclusion=exclusion)

    def act() -> None:
        what.service(by=by, exclusion=exclusion, at=at, **form.cleaned_data)

    return _done(request, shown, name, form, act, what.done)


def _done(
    request: PortalRequest, shown: Outage, name: str, form: forms.Form, act: Any, said: str
) -> HttpResponse:
    if not form.is_valid():
        return outage_page(request, shown, {name: form}, status=422)
    try:
        act()
    except Refusal as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return outage_page(request, find_outage(request, shown.number), {name: form}, status=409)
    messages.success(request, said)
    return redirect("outages:outage", shown.number)
