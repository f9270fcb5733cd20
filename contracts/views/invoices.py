"""Invoices: the vendor's list, entering one, and what happens to it (LU-09, PQ-07)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.billing import NOUNS, deeds_for, history_of, shown
from contracts.commitments import fees_on
from contracts.domain.standing import InvoiceState
from contracts.forms.contracts import put
from contracts.forms.invoices import FactForm, InvoicePageForm
from contracts.models import Invoice
from contracts.models.invoice import InvoiceQuerySet
from contracts.services import invoices as services
from contracts.services.amending import local_date
from contracts.standings import today_at
from contracts.views.finding import allowed, contracts_seen, is_staff
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

INVOICES_ON_A_PAGE = 50
VIEWS = {
    "": "All",
    "overdue": "Overdue",
    "open": "Open",
    "disputed": "Disputed",
    "paid": "Paid",
    "cancelled": "Cancelled",
}


@require_safe
def invoices(request: PortalRequest) -> HttpResponse:
    """Show staff all invoices, or those in one state."""
    if not is_staff(request):
        raise Http404
    today = today_at(request.vendor, now())
    view = request.GET.get("show", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = Invoice.objects.select_related("contract__customer").with_last_fact(today)
    if view == "overdue":
        rows = rows.overdue(today)
    elif view in VIEWS and view:
        rows = rows.in_state(today, InvoiceState(view))
    page = Paginator(_matching(rows, words), INVOICES_ON_A_PAGE).get_page(request.GET.get("page"))
    kept = {name: one for name, one in (("show", view), ("q", words)) if one}
    context = {
        "page": page,
        "rows": shown(page.object_list, today),
        "view": view,
        "views": VIEWS,
        "heading": "Found" if words else VIEWS.get(view, VIEWS[""]),
        "words": words,
        "query": urlencode(kept),
        "may_bill": allowed(request, Act.MANAGE_INVOICES),
    }
    return render(request, "contracts/invoices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for an invoice and enter it."""
    by, at = _biller(request), now()
    contracts = contracts_seen(request)
    chosen = contracts.filter(pk=read_key(request.GET.get("contract")) or 0).first()
    initial: dict[str, Any] = {"issued_on": today_at(request.vendor, at), "contract": chosen}
    if chosen is not None:
        initial["currency"] = fees_on(chosen, local_date(chosen, at)).currency
    form = InvoicePageForm(request.POST or None, contracts=contracts, initial=initial)
    if request.method != "POST":
        return render(request, "contracts/invoice_new.html", {"form": form})
    if not form.is_valid():
        return render(request, "contracts/invoice_new.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        made = services.enter(
            by=by, contract=said["contract"], stated=form.stated(), key=said["key"], at=at
        )
    except Refusal as refusal:
        put(form, refusal)
        return render(request, "contracts/invoice_new.html", {"form": form}, status=409)
    messages.success(request, f"Invoice {made} is entered, due on {made.due_on:%d %B %Y}.")
    return redirect("invoices:detail", pk=made.pk)


@require_safe
def invoice(request: PortalRequest, pk: int) -> HttpResponse:
    """Show an invoice with what happened to it."""
    return _page(request, _found(request, pk))


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Record what happened to an invoice."""
    by, found = _biller(request), _found(request, pk)
    if noun not in NOUNS:
        raise Http404
    form = FactForm(request.POST, prefix=noun)
    if not form.is_valid():
        return _page(request, found, noun, form, status=422)
    fact, _ = NOUNS[noun]
    try:
        event = services.happen(by=by, invoice=found, fact=fact, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        put(form, refusal)
        return _page(request, found, noun, form, status=409)
    messages.success(request, f"Invoice {found}: {event.get_kind_display().lower()}.")
    return redirect("invoices:detail", pk=pk)


def _matching(rows: InvoiceQuerySet, words: str) -> InvoiceQuerySet:
    for word in words.split():
        named = Q(contract__customer__name__icontains=word)
        rows = rows.filter(named | Q(number__icontains=word))
    return rows


def _biller(request: PortalRequest) -> Membership:
    by = allowed(request, Act.MANAGE_INVOICES)
    if by is None:
        raise Http404
    return by


def _found(request: PortalRequest, pk: int) -> Invoice:
    """Return an invoice that the reader may see: staff any, contacts their customer's."""
    seen = Invoice.objects.visible_to(request.memberships)
    named = seen.select_related("contract__customer", "entered_by", "vendor")
    return get_object_or_404(named, pk=pk)


def _page(
    request: PortalRequest,
    found: Invoice,
    noun: str = "",
    form: FactForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_date(found.contract, now())
    bill = found.bill
    may_bill = allowed(request, Act.MANAGE_INVOICES)
    deeds = deeds_for(found, today) if may_bill else {}
    if form is not None and noun not in deeds:
        for error in form.non_field_errors():
            messages.error(request, str(error))
    context = {
        "invoice": found,
        "state": bill.state(today),
        "is_overdue": bill.is_overdue(today),
        "history": history_of(found),
        "forms": [
            (one, said, form if one == noun and form else _blank(one, today))
            for one, said in deeds.items()
        ],
        "failed": noun if form else "",
        "for_staff": is_staff(request),
    }
    return render(request, "contracts/invoice.html", context, status=status)


def _blank(noun: str, today: object) -> FactForm:
    form = FactForm(prefix=noun, initial={"on": today})
    if NOUNS[noun][0] in services.NEEDS_WORDS:
        form.fields["words"].required = True
        form.fields["words"].label = "Why"
    return form
