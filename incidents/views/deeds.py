"""What can be done to an incident: one address a noun (incidents.deeds)."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from incidents.deeds import NOUNS
from incidents.finding import find, membership_for
from incidents.forms.files import with_files
from incidents.models import Incident
from incidents.views.bringing_files import led_to
from incidents.views.detail import page
from incidents.views.drafts import forget_typed, keep_typed
from portal.kernel.refusal import Refusal
from portal.web.cautious import findings_in
from portal.web.http import PortalRequest, now


@require_POST
def deed(request: PortalRequest, number: str, noun: str) -> HttpResponse:
    """Do it, or say why not and keep what was typed."""
    if noun not in NOUNS:
        raise Http404
    what, incident = NOUNS[noun], find(request, number)
    form = with_files(request.FILES, what.form(incident, request.POST)) if what.form else None
    if form is not None and not form.is_valid():
        return _again(request, incident, noun, Refusal(_first_error(form)), 422)
    said = {argument: form.cleaned_data[field] for field, argument in what.fields} if form else {}
    try:
        made = what.service(
            incident=incident, by=membership_for(request, incident), at=now(), **said
        )
    except Refusal as refusal:
        return _again(request, incident, noun, refusal, 409)
    forget_typed(request, incident, noun)
    messages.success(request, what.done.format(made=made))
    return led_to(request, reverse("incidents:detail", args=[str(incident)]))


def _again(
    request: PortalRequest, incident: Incident, noun: str, refusal: Refusal, status: int
) -> HttpResponse:
    keep_typed(request, incident, noun)
    return page(
        request,
        find(request, str(incident)),  # the station may have moved on since
        problem=str(refusal),
        findings=findings_in(request.POST, refusal),
        failed=noun,
        typed=request.POST.dict(),
        status=status,
    )


def _first_error(form: forms.Form) -> str:
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label or field.capitalize() if field in form.fields else ""
    return f"{label}: {errors[0]}" if label else str(errors[0])
