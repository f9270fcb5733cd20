"""Ready texts: the list, one of them, and its words filled in for an incident."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.domain.macros import NAMES, filled
from incidents.finding import able, find
from incidents.forms import ChangedMacroForm, MacroForm
from incidents.models import Macro
from incidents.pages.conversation import macro_values
from incidents.services.macros import archive_macro, change_macro, keep_macro
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the ready texts that one can use: the desk's, and one's own."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    rows = Macro.objects.open_to(by)
    context = {
        "shared": rows.current().filter(owner=None),
        "own": rows.current().filter(owner=by),
        "archived": rows.exclude(archived_at=None),
        "may_share": may(by, Act.KEEP_MACROS),
    }
    return render(request, "incidents/macros.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for a ready text, and keep it."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    form = MacroForm(request.POST or None, initial={"place": "write"})
    if not may(by, Act.KEEP_MACROS):
        del form.fields["is_shared"]
    if request.method != "POST":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=422)
    is_shared = bool(form.cleaned_data.get("is_shared"))
    try:
        macro = keep_macro(by=by, words=form.words(), is_shared=is_shared, at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, status=409)
    messages.success(request, f"“{macro}” is kept; it is offered beneath the composer.")
    return redirect("conversation:macros")


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a ready text, and change it."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    macro = _macro(by, pk)
    told = {"name": macro.name, "place": macro.place, "text": macro.text}
    form = ChangedMacroForm(request.POST or None, initial=told)
    if request.method != "POST":
        return _form(request, form, macro)
    if not form.is_valid():
        return _form(request, form, macro, status=422)
    try:
        macro = change_macro(macro=macro, by=by, words=form.words(), at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _form(request, form, macro, status=409)
    messages.success(request, f"“{macro}” is changed; what was sent with it stays as it was.")
    return redirect("conversation:macros")


@require_POST
def archiving(request: PortalRequest, pk: int) -> HttpResponse:
    """Offer a ready text no more."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    try:
        macro = archive_macro(macro=_macro(by, pk), by=by, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{macro}” is archived; it is offered no more.")
    return redirect("conversation:macros")


@require_safe
def words(request: PortalRequest, number: str, pk: int) -> HttpResponse:
    """Return a ready text with the names of an incident filled in, for a script to put in."""
    by, incident = able(request, Act.WORK_ON_INCIDENTS), find(request, number)
    macro = _macro(by, pk)
    return HttpResponse(
        filled(macro.text, macro_values(incident, by)), content_type="text/plain; charset=utf-8"
    )


def _form(
    request: PortalRequest, form: forms.Form, macro: Macro | None = None, status: int = 200
) -> HttpResponse:
    by = able(request, Act.WORK_ON_INCIDENTS)
    is_changeable = macro is None or (
        macro.archived_at is None and (macro.owner_id is not None or may(by, Act.KEEP_MACROS))
    )
    context = {"form": form, "macro": macro, "names": NAMES, "is_changeable": is_changeable}
    return render(request, "incidents/macro.html", context, status=status)


def _macro(by: Membership, pk: int) -> Macro:
    return get_object_or_404(Macro.objects.open_to(by), pk=pk)
