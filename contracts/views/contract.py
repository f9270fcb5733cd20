"""One contract: everything that hangs on it, and what becomes of it (CO-04)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.billing import shown
from contracts.commitments import commitments_of
from contracts.forms.contracts import EndingForm, FeesForm, PriceForm, ProductForm, RenewalForm, put
from contracts.models import Commitment, Contract, ContractTerms, Invoice
from contracts.portfolio import rows_of
from contracts.seats import seats_of
from contracts.services import contracts as services
from contracts.services.amending import local_date
from contracts.services.contracts import ONE_DAY
from contracts.views.finding import allowed, contract_seen, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

INVOICES_ON_A_PAGE = 12
A_YEAR = timedelta(days=365)

type Done = Callable[[forms.Form], str]  # does it and says what was done


@require_safe
def contract(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a contract with its term, money, standing, and the way to all that hangs on it."""
    return _page(request, contract_seen(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask how the contract goes on, and renew it."""
    found, by = _found(request, pk)
    if found.ends_on is None:
        raise Http404
    at, since = now(), found.ends_on + ONE_DAY
    initial = {"tier": found.tier, "ends_on": since + A_YEAR - ONE_DAY, **_fees_shown(found)}
    since = max(since, local_date(found, at))
    form = RenewalForm(request.POST or None, contract=found, since=since, initial=initial)

    def done(_: forms.Form) -> str:
        said = form.cleaned_data
        renewed = services.renew(
            by=by,
            contract=found,
            tier=said["tier"],
            ends_on=said["ends_on"],
            fees=form.fees(),
            reason=said["reason"],
            at=at,
        )
        until = f"until {renewed.ends_on:%d %B %Y}" if renewed.ends_on else "without a last day"
        return f"The contract of {renewed.customer} runs on {until}."

    return _ask(request, found, form, done, "contracts/contract_renewal.html", {"since": since})


@require_http_methods(["GET", "HEAD", "POST"])
def fees(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask for other fees, and record them from their day on."""
    found, by = _found(request, pk)
    at = now()
    initial = {"since": local_date(found, at), **_fees_shown(found)}
    form = PriceForm(request.POST or None, initial=initial)

    def done(_: forms.Form) -> str:
        said = form.cleaned_data
        row = services.price(
            by=by,
            contract=found,
            fees=form.fees(),
            since=said["since"],
            reason=said["reason"],
            at=at,
        )
        return f"These fees hold from {row.since:%d %B %Y}."

    return _ask(request, found, form, done, "contracts/contract_fees.html")


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then end the contract with a day."""
    found, by = _found(request, pk)
    form = EndingForm(request.POST or None)

    def done(_: forms.Form) -> str:
        ended = services.terminate(by=by, contract=found, at=now(), **form.cleaned_data)
        return f"The contract of {ended.customer} ends with {ended.ends_on:%d %B %Y}."

    return _ask(request, found, form, done, "contracts/contract_ending.html")


@require_POST
def products(request: PortalRequest, pk: int) -> HttpResponse:
    """Let the contract cover one more product."""
    found, by = _found(request, pk)
    form = ProductForm(request.POST, contract=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    product = form.cleaned_data["product"]
    try:
        services.add_product(by=by, contract=found, product=product, at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _page(request, found, form, status=409)
    messages.success(request, f"The contract covers {product}.")
    return redirect("contract:detail", pk=pk)


def _found(request: PortalRequest, pk: int) -> tuple[Contract, Membership]:
    """Return a contract and the membership that may change it; others learn of no such page."""
    by = allowed(request, Act.AMEND_CONTRACTS)
    if by is None:
        raise Http404
    return contract_seen(request, pk), by


def _fees_shown(found: Contract) -> dict[str, Any]:
    return FeesForm.shown(rows_of([found], now())[0].fees)


def _ask(
    request: PortalRequest,
    found: Contract,
    form: forms.Form,
    done: Done,
    template: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {"contract": found, "form": form, **(more or {})}
    if request.method != "POST":
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    try:
        messages.success(request, done(form))
    except Refusal as refusal:
        put(form, refusal)
        return render(request, template, context, status=409)
    return redirect("contract:detail", pk=found.pk)


def _page(
    request: PortalRequest, found: Contract, form: ProductForm | None = None, status: int = 200
) -> HttpResponse:
    at = now()
    (row,) = rows_of([found], at)
    invoices = Invoice.objects.filter(contract=found).with_last_fact(row.on)
    page = Paginator(invoices, INVOICES_ON_A_PAGE).get_page(request.GET.get("page"))
    history = commitments_of(found)
    last = history[-1] if history else None
    amends = allowed(request, Act.AMEND_CONTRACTS)
    context = {
        "contract": found,
        "row": row,
        "history": history[::-1],
        "was_ended": last is not None and last.kind == Commitment.Kind.ENDED,
        "ending": last,
        "terms_history": ContractTerms.objects.of({found.pk}).order_by("-since", "-pk"),
        "covered": found.covered.select_related("product"),
        "instances": found.instances.running().select_related("product"),
        "page": page,
        "invoice_rows": shown(page.object_list, row.on),
        "may_amend": amends,
        "may_bill": allowed(request, Act.MANAGE_INVOICES),
        "product_form": (form or ProductForm(contract=found)) if amends else None,
    }
    if allowed(request, Act.SEE_CONTACTS):
        context["seats"] = seats_of(found.customer, at)
    if is_staff(request):
        context["for_staff"] = True
    return render(request, "contracts/contract.html", context, status=status)
