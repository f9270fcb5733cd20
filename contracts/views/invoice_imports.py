"""Files of invoices: sent, looked at, confirmed, and followed while they are stored."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.forms.invoices import FileForm
from contracts.import_progress import storing
from contracts.invoice_file import COLUMNS
from contracts.models import InvoiceImport
from contracts.services import invoice_import as services
from contracts.views.finding import allowed
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.sent_pages import followed, sent_before, store_confirmed, taken_in
from portal.web.table_file import MOST_ROWS


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: PortalRequest) -> HttpResponse:
    """Ask for a file, check it, and lead to what was found."""
    by = _biller(request)
    if request.method != "POST":
        return _form_page(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    kept, status = taken_in(form, partial(services.take_in, by=by))
    if kept is None:
        return _form_page(request, form, status=status)
    return redirect("invoices:import", pk=kept.pk)


@require_safe
def found(request: PortalRequest, pk: int) -> HttpResponse:
    """Show what a file holds, how far its storing is, or what came of it."""
    _biller(request)
    return render(request, "contracts/invoice_import.html", followed(_kept(pk), storing))


@require_POST
def confirmation(request: PortalRequest, pk: int) -> HttpResponse:
    """Let a worker store the file."""
    by = _biller(request)
    store_confirmed(request, storing, lambda: services.confirm(by=by, kept=_kept(pk), at=now()))
    return redirect("invoices:import", pk=pk)


def _kept(pk: int) -> InvoiceImport:
    rows = InvoiceImport.objects.select_related("sent_by").defer("content")
    return get_object_or_404(rows, pk=pk)


def _biller(request: PortalRequest) -> Membership:
    by = allowed(request, Act.MANAGE_INVOICES)
    if by is None:
        raise Http404
    return by


def _form_page(request: PortalRequest, form: FileForm, status: int = 200) -> HttpResponse:
    context = sent_before(request, form, InvoiceImport.objects.all(), MOST_ROWS)
    context["columns"] = COLUMNS
    return render(request, "contracts/invoice_imports.html", context, status=status)
