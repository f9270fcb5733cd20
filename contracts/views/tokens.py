"""The statement of On-Demand tokens, and what is entered into it (LU-06)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain import tokens as rules
from contracts.domain.tokens import TokenOffer, written
from contracts.forms.tokens import DrawForm, PurchaseForm, ReversalForm
from contracts.models import Contract, TokenMove
from contracts.services import tokens
from contracts.services.amending import local_date
from contracts.statement import statement_of
from contracts.views.finding import allowed, contract_seen, contracts_seen, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, able
from portal.web.http import PortalRequest, now

ENTRIES_ON_A_PAGE = 50
CONTRACTS_ON_A_PAGE = 50


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the balance of each contract; a customer with one contract goes straight to it."""
    seen = [one for one in contracts_seen(request) if one.agreement.terms.tokens]
    if not seen:
        raise Http404
    if len(seen) == 1 and not is_staff(request):
        return redirect("tokens:statement", pk=seen[0].pk)
    page = Paginator(seen, CONTRACTS_ON_A_PAGE).get_page(request.GET.get("page"))
    at, ledgers = now(), tokens.ledger_of(page)
    rows = []
    for contract in page:
        held = rules.holdings(*ledgers[contract.pk])
        left = rules.usable(held, local_date(contract, at))
        rows.append((contract, written(left), bool(held), left > 0))
    return render(request, "contracts/tokens.html", {"page": page, "rows": rows})


@require_safe
def statement(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a contract's statement."""
    contract, offer = _found(request, pk)
    return _page(request, contract, offer)


@require_POST
def purchases(request: PortalRequest, pk: int) -> HttpResponse:
    """Record a purchase."""
    contract, offer = _found(request, pk)
    by = _allowed(request, Act.KEEP_ACCOUNT)
    form = PurchaseForm(request.POST, prefix="purchase", offer=offer)
    if not form.is_valid():
        return _page(request, contract, offer, purchase=form, status=422)
    said = form.cleaned_data
    try:
        move = tokens.buy(by=by, contract=contract, at=now(), **said)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, contract, offer, purchase=form, status=409)
    messages.success(request, f"{move.bundle} tokens are recorded.")
    return redirect("tokens:statement", pk=pk)


@require_POST
def draws(request: PortalRequest, pk: int) -> HttpResponse:
    """Draw time for a request."""
    contract, offer = _found(request, pk)
    by = _allowed(request, Act.WORK_ON_INCIDENTS)
    form = DrawForm(request.POST, prefix="draw")
    if not form.is_valid():
        return _page(request, contract, offer, draw=form, status=422)
    try:
        tokens.draw(
            by=by,
            contract=contract,
            request=form.request(),
            key=form.cleaned_data["key"],
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, contract, offer, draw=form, status=409)
    messages.success(request, f"{written(form.request().quarters)} are drawn.")
    return redirect("tokens:statement", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def reversal(request: PortalRequest, pk: int, move: int) -> HttpResponse:
    """Ask, then give a draw back."""
    contract, _ = _found(request, pk)
    by = _allowed(request, Act.KEEP_ACCOUNT)
    drawn = get_object_or_404(TokenMove, contract=contract, pk=move, kind=TokenMove.Kind.DRAW)
    form = ReversalForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            words = form.cleaned_data["words"]
            tokens.give_back(by=by, move=drawn, words=words, at=now())
            messages.success(request, "The time is given back.")
            return redirect("tokens:statement", pk=pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
    elif request.method == "POST":
        status = 422
    taken = written(sum(line.quarters for line in drawn.lines.all()))
    context = {"contract": contract, "move": drawn, "taken": taken, "form": form}
    return render(request, "contracts/token_reversal.html", context, status=status)


def _found(request: PortalRequest, pk: int) -> tuple[Contract, TokenOffer]:
    contract = contract_seen(request, pk)
    offer = contract.agreement.terms.tokens
    if offer is None:
        raise Http404
    return contract, offer


def _allowed(request: PortalRequest, act: Act) -> Membership:
    """Return the membership that allows an act; to others there is nothing at this address."""
    by = allowed(request, act)
    if by is None:
        raise Http404
    return by


def _page(
    request: PortalRequest,
    contract: Contract,
    offer: TokenOffer,
    *,
    purchase: PurchaseForm | None = None,
    draw: DrawForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = local_date(contract, now())
    shown = statement_of(contract, offer, on)
    sells, works = allowed(request, Act.KEEP_ACCOUNT), allowed(request, Act.WORK_ON_INCIDENTS)
    page = Paginator(shown.entries, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "contract": contract,
        "statement": shown,
        "page": page,
        "sellers": able(Act.KEEP_ACCOUNT),
        "may_reverse": sells is not None,
        "purchase_form": (purchase or _purchase_form(offer, on)) if sells else None,
        "draw_form": (draw or DrawForm(prefix="draw")) if works else None,
    }
    return render(request, "contracts/token_statement.html", context, status=status)


def _purchase_form(offer: TokenOffer, on: date) -> PurchaseForm:
    return PurchaseForm(prefix="purchase", offer=offer, initial={"on": on})
