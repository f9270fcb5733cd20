"""What can be done to an incident: one address a noun (incidents.deeds)."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from incidents.deeds import NOUNS
from incidents.finding import find, membership_for
from incidents.models import Incident
from incidents.views.detail import page
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now


@require_POST
def deed(request: PortalRequest, number: str, noun: str) -> HttpResponse:
    """Do it, or say why not and keep what was typed."""
    if noun not in NOUNS:
        raise Http404
    what, incident = NOUNS[noun], find(request, number)
    form = what.form(incident, request.POST) if what.form else None
    if form is not None and not form.is_valid():
        return _again(request, incident, noun, _first_error(form), 422)
    said = {argument: form.cleaned_data[field] for field, argument in what.fields} if form else {}
    try:
        what.service(incident=incident, by=membership_for(request, incident), at=now(), **said)
    except Refusal as refusal:
        return _again(request, incident, noun, str(refusal), 409)
    messages.success(request, what.done)
    return redirect("incidents:detail", number=str(incident))


def _again(
    request: PortalRequest, incident: Incident, noun: str, problem: str, status: int
) -> HttpResponse:
    return page(
        request,
        find(request, str(incident)),  # the station may have moved on since
        problem=problem,
        failed=noun,
        typed=request.POST.dict(),
        status=status,
    )


def _first_error(form: forms.Form) -> str:
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label or field.capitalize() if field in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])
