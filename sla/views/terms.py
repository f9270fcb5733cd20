"""What a contract stands on, through time, and putting it on other terms (CO-04)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts.forms.terms import TermsForm
from contracts.models import Contract, ContractTerms
from contracts.services import amend_contract
from contracts.services.amending import check_change, local_date
from contracts.views.finding import allowed, contract_seen, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from sla.models import ClockMove
from sla.preview import MOST, if_terms_changed
from sla.views.calendars import with_incidents


@require_http_methods(["GET", "HEAD", "POST"])
def of_contract(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a contract's terms; a change that is sent is previewed, and kept once confirmed."""
    contract = contract_seen(request, pk)
    if request.method != "POST":
        return _page(request, contract)
    by = allowed(request, Act.AMEND_CONTRACTS)
    if by is None:
        raise Http404
    form = TermsForm(request.POST, contract=contract)
    if not form.is_valid():
        return _page(request, contract, form, status=422)
    try:
        if "confirm" in request.POST:
            return _amend(request, contract, by, form)
        if "again" in request.POST:
            return _page(request, contract, form)
        return _preview(request, contract, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, contract, form, status=409)


def _amend(
    request: PortalRequest, contract: Contract, by: Membership, form: TermsForm
) -> HttpResponse:
    said = form.cleaned_data
    terms = amend_contract(by=by, contract=contract, at=now(), **said)
    messages.success(request, f"{contract.customer} stands on {terms}.")
    return redirect("contract_terms:of", pk=contract.pk)


def _preview(request: PortalRequest, contract: Contract, form: TermsForm) -> HttpResponse:
    said, at = form.cleaned_data, now()
    agreement, tier, since = said["agreement"], said["tier"], said["since"]
    check_change(contract=contract, agreement=agreement, tier=tier, since=since, at=at)
    context = {
        "contract": contract,
        "form": form,
        "asked": ContractTerms(contract=contract, made_at=at, **said),
        "preview": if_terms_changed(contract, agreement, tier, since, at),
        "most": MOST,
    }
    return render(request, "sla/contract_preview.html", context)


def _moved(contract: Contract) -> list[ClockMove]:
    """Return the open clocks that changes of the contract moved, the last change first."""
    moves = with_incidents(ClockMove.objects.filter(terms__contract=contract))
    return list(moves.order_by("-terms", "pk")[:MOST])


def _page(
    request: PortalRequest, contract: Contract, form: TermsForm | None = None, *, status: int = 200
) -> HttpResponse:
    today = local_date(contract, now())
    history = list(ContractTerms.objects.of({contract.pk}).select_related("made_by", "agreement"))
    held = [terms for terms in history if terms.since <= today]
    context: dict[str, Any] = {
        "contract": contract,
        "history": list(reversed(history)),
        "holding": held[-1] if held else history[0],
        "today": today,
        "moved": _moved(contract) if is_staff(request) else [],
        "most": MOST,
    }
    if allowed(request, Act.AMEND_CONTRACTS):
        context["form"] = form or TermsForm(
            contract=contract,
            initial={"since": today, "agreement": contract.agreement_id, "tier": contract.tier},
        )
    return render(request, "sla/contract_terms.html", context, status=status)
