"""Files of outages and of maintenance: sent, understood, confirmed, followed while stored."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from availability.forms.importing import ImportForm, UnderstandingForm
from availability.import_progress import storing
from availability.importing import MOST_ROWS, TARGETS, words_for_effect
from availability.models import OutageImport, Sheet
from availability.services import importing as services
from contracts.forms.contracts import put
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.sent_pages import followed, sent_before, store_confirmed, taken_in

State = OutageImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: PortalRequest) -> HttpResponse:
    """Ask for a file, check it, and lead to what was found."""
    by = _importer(request)
    if request.method != "POST":
        return _form_page(request, ImportForm(initial={"zone": request.vendor.time_zone}))
    form = ImportForm(request.POST, request.FILES)
    kept, status = taken_in(form, partial(services.take_in, by=by))
    if kept is None:
        return _form_page(request, form, status=status)
    return redirect("outage_imports:import", pk=kept.pk)


@require_safe
def found(request: PortalRequest, pk: int) -> HttpResponse:
    """Show what a file holds, how far its storing is, or what came of it."""
    _importer(request)
    return _found_page(request, _kept(pk))


@require_POST
def mapping(request: PortalRequest, pk: int) -> HttpResponse:
    """Read the file as its sender says that it is meant."""
    by, kept = _importer(request), _kept(pk)
    form = _understanding(kept, request.POST)
    if form is None:
        return redirect("outage_imports:import", pk=pk)
    if not form.is_valid():
        return _found_page(request, kept, form, status=422)
    try:
        services.understand(by=by, kept=kept, how=form.understanding(), at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _found_page(request, kept, form, status=409)
    return redirect("outage_imports:import", pk=pk)


@require_POST
def confirmation(request: PortalRequest, pk: int) -> HttpResponse:
    """Let a worker store the file."""
    by = _importer(request)
    store_confirmed(request, storing, lambda: services.confirm(by=by, kept=_kept(pk), at=now()))
    return redirect("outage_imports:import", pk=pk)


def _found_page(
    request: PortalRequest,
    kept: OutageImport,
    form: UnderstandingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = followed(kept, storing) | {"form": form or _understanding(kept)}
    return render(request, "availability/import.html", context, status=status)


def _understanding(kept: OutageImport, typed: Any = None) -> UnderstandingForm | None:
    """Return the form that says how a file is meant; None: it is stored, or being stored."""
    if kept.state in (State.STORING, State.DONE):
        return None
    column = kept.mapping["columns"].get("effect")
    words = words_for_effect(services.read_of(kept), column)
    return UnderstandingForm(typed, kept=kept, words=words)


def _kept(pk: int) -> OutageImport:
    return get_object_or_404(OutageImport.objects.select_related("sent_by"), pk=pk)


def _importer(request: PortalRequest) -> Membership:
    by = allowed(request, Act.DECLARE_OUTAGE)
    if by is None:
        raise Http404
    return by


def _form_page(request: PortalRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    context = sent_before(request, form, OutageImport.objects.all(), MOST_ROWS)
    context["sheets"] = [(sheet.label, TARGETS[sheet]) for sheet in Sheet]
    return render(request, "availability/imports.html", context, status=status)
