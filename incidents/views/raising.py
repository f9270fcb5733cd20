"""Raising an incident."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contracts.models import Contract
from incidents import services
from incidents.aged import aged_instances
from incidents.choosing import Choice, choose, overdue_for
from incidents.forms import RaiseForm
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for the report, take it in, and lead to its number and clocks."""
    at = now()
    wanted = request.POST.get("contract") or request.GET.get("contract")
    choice = choose(request.memberships, wanted, at)
    contract = choice.contract
    if contract is None:
        return _without_contract(request, choice)
    overdue = overdue_for(contract, at)
    form = RaiseForm(request.POST or None, contract=contract)
    context = {
        "form": form,
        "contract": contract,
        "terms": contract.agreement.terms,
        "aged": aged_instances(contract, at),
        "overdue": overdue,
    }
    if overdue.is_barred and request.method != "POST":
        return render(request, "incidents/overdue.html", context, status=403)
    if request.method != "POST":
        return render(request, "incidents/raise.html", context)
    if not form.is_valid():
        return render(request, "incidents/raise.html", context, status=422)
    try:
        incident = services.raise_incident(
            by=choice.contact,
            contract=contract,
            instance=form.cleaned_data["instance"],
            report=form.report(),
            at=at,
        )
    except Refusal as refusal:
        return render(request, "incidents/raise.html", context | {"problem": refusal}, status=409)
    clocks = "Its clocks run" if incident.is_measured else "No clock runs for this release"
    messages.success(request, f"{incident} is ours now. {clocks}; we will answer here.")
    return redirect("incidents:detail", number=str(incident))


def _without_contract(request: PortalRequest, choice: Choice) -> HttpResponse:
    """Say why nothing can be raised and whom to call (LU-09), or ask for which agreement it is."""
    customers = [contact.customer_id for contact in choice.contacts]
    known = Contract.objects.filter(customer__in=customers).select_related("customer", "agreement")
    ended = list(known.order_by("customer__name", "-starts_on"))
    context = {
        "contacts": choice.contacts,
        "contracts": choice.contracts,
        "ended": ended,
        "terms": ended[0].agreement.terms if ended else None,
    }
    status = 403 if not choice.contracts else 422 if request.method == "POST" else 200
    return render(request, "incidents/choose_contract.html", context, status=status)
