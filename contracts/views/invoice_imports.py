"""Files of invoices: sent, looked at, confirmed, and followed while they are stored."""

from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts import import_progress
from contracts.forms.contracts import put
from contracts.forms.invoices import FileForm
from contracts.invoice_file import COLUMNS
from contracts.models import InvoiceImport
from contracts.services import invoice_import as services
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from portal.web.table_file import MOST_BYTES, MOST_ROWS

IMPORTS_ON_A_PAGE = 20
State = InvoiceImport.State


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: PortalRequest) -> HttpResponse:
    """Ask for a file, check it, and lead to what was found."""
    by = _biller(request)
    if request.method != "POST":
        return _form_page(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    sent = cast("UploadedFile[bytes]", form.cleaned_data["file"])
    if (sent.size or 0) > MOST_BYTES:
        form.add_error(
            "file", f"The file is larger than {MOST_BYTES // 1024 // 1024} MB; split it."
        )
        return _form_page(request, form, status=422)
    try:
        kept = services.take_in(
            by=by,
            name=sent.name or "",
            content=sent.read(),
            dates=form.cleaned_data["dates"],
            at=now(),
        )
    except Refusal as refusal:
        put(form, refusal)
        return _form_page(request, form, status=409)
    return redirect("invoices:import", pk=kept.pk)


@require_safe
def found(request: PortalRequest, pk: int) -> HttpResponse:
    """Show what a file holds, how far its storing is, or what came of it."""
    _biller(request)
    kept = _kept(pk)
    context: dict[str, Any] = {"kept": kept}
    if kept.state == State.STORING:
        import_progress.ask_again(kept, now())
        context["percent"] = import_progress.done(kept.pk) or 0
    return render(request, "contracts/invoice_import.html", context)


@require_POST
def confirmation(request: PortalRequest, pk: int) -> HttpResponse:
    """Let a worker store the file."""
    by = _biller(request)
    try:
        kept = services.confirm(by=by, kept=_kept(pk), at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("invoices:import", pk=pk)
    if kept.state == State.STORING:
        import_progress.begin(kept)
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
    rows = InvoiceImport.objects.select_related("sent_by").defer("content")
    context = {
        "form": form,
        "page": Paginator(rows, IMPORTS_ON_A_PAGE).get_page(request.GET.get("page")),
        "columns": COLUMNS,
        "most_rows": MOST_ROWS,
        "most_megabytes": MOST_BYTES // 1024 // 1024,
    }
    return render(request, "contracts/invoice_imports.html", context, status=status)
