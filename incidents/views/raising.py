"""Raising an incident."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts.models import Contract
from contracts.queries import active_contracts
from incidents import services
from incidents.forms import RaiseForm
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for the report, take it in, and lead to its number and clocks."""
    contacts = [m for m in request.memberships if may(m, Act.RAISE_INCIDENT)]
    contracts = active_contracts([m.customer for m in contacts if m.customer], now())
    contract = _chosen(request, contracts)
    if contract is None:
        return _without_contract(request, contacts, contracts)
    form = RaiseForm(request.POST or None, contract=contract)
    context = {"form": form, "contract": contract, "terms": contract.agreement.terms}
    if request.method != "POST":
        return render(request, "incidents/raise.html", context)
    if not form.is_valid():
        return render(request, "incidents/raise.html", context, status=422)
    try:
        incident = services.raise_incident(
            by=next(m for m in contacts if m.customer_id == contract.customer_id),
            contract=contract,
            instance=form.cleaned_data["instance"],
            report=form.report(),
            at=now(),
        )
    except Refusal as refusal:
        return render(request, "incidents/raise.html", context | {"problem": refusal}, status=409)
    messages.success(request, f"{incident} is ours now. Its clocks run; we will answer here.")
    return redirect("incidents:detail", number=str(incident))


def _chosen(request: PortalRequest, contracts: list[Contract]) -> Contract | None:
    if len(contracts) == 1:
        return contracts[0]
    wanted = request.POST.get("contract") or request.GET.get("contract")
    return next((contract for contract in contracts if str(contract.pk) == wanted), None)


def _without_contract(
    request: PortalRequest, contacts: list[Membership], contracts: list[Contract]
) -> HttpResponse:
    """Say why nothing can be raised and whom to call (LU-09), or ask for which agreement it is."""
    customers = [contact.customer_id for contact in contacts]
    known = Contract.objects.filter(customer__in=customers).select_related("customer", "agreement")
    ended = list(known.order_by("customer__name", "-starts_on"))
    context = {
        "contacts": contacts,
        "contracts": contracts,
        "ended": ended,
        "terms": ended[0].agreement.terms if ended else None,
    }
    status = 200 if contracts else 403
    return render(request, "incidents/choose_contract.html", context, status=status)
