"""The vendor's contracts, and signing another; a customer's people see their own (CO-04)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contracts.forms.contracts import SignForm, put
from contracts.models import Contract
from contracts.models.seen import seen_by
from contracts.portfolio import VIEWS, chosen, rows_of
from contracts.services.signing import sign
from contracts.standings import today_at
from contracts.views.finding import allowed, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

CONTRACTS_ON_A_PAGE = 50


@require_safe
def contracts(request: PortalRequest) -> HttpResponse:
    """Show staff every contract; contacts theirs, and one alone at once."""
    rows = Contract.objects.filter(seen_by(request.memberships, "customer"))
    rows = rows.select_related("customer", "agreement", "vendor").defer("agreement__source")
    rows = rows.order_by("customer__name", "-starts_on", "pk")
    if not is_staff(request):
        own = list(rows[:2])
        if len(own) == 1:
            return redirect("contract:detail", pk=own[0].pk)
    at = now()
    view = request.GET.get("show", "")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    today = today_at(request.vendor, at)
    found = chosen(rows, view=view if view in VIEWS else "", words=words, today=today)
    page = Paginator(found, CONTRACTS_ON_A_PAGE).get_page(request.GET.get("page"))
    kept = {name: one for name, one in (("show", view), ("q", words)) if one}
    context = {
        "page": page,
        "rows": rows_of(page.object_list, at),
        "words": words,
        "view": view,
        "views": VIEWS,
        "heading": "Found" if words else VIEWS.get(view, VIEWS[""]),
        "query": urlencode(kept),
        "may_sign": allowed(request, Act.AMEND_CONTRACTS),
        "may_bill": allowed(request, Act.MANAGE_INVOICES),
    }
    return render(request, "contracts/contracts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for a contract and sign it."""
    by = allowed(request, Act.AMEND_CONTRACTS)
    if by is None:
        raise Http404
    at = now()
    initial = {"starts_on": today_at(request.vendor, at), "customer": request.GET.get("customer")}
    form = SignForm(request.POST or None, vendor=request.vendor, initial=initial)
    if request.method != "POST":
        return render(request, "contracts/contract_new.html", {"form": form})
    if not form.is_valid():
        return render(request, "contracts/contract_new.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        contract = sign(
            by=by,
            customer=said["customer"],
            tier=said["tier"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            products=list(said["products"]),
            fees=form.fees(),
            at=at,
        )
    except Refusal as refusal:
        put(form, refusal)
        return render(request, "contracts/contract_new.html", {"form": form}, status=409)
    messages.success(request, f"The contract of {contract.customer} is signed.")
    return redirect("contract:detail", pk=contract.pk)
