"""Raising an incident."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contracts.models import Contract
from incidents import services
from incidents.aged import aged_instances
from incidents.choosing import Choice, choose, overdue_for
from incidents.domain.places import Place
from incidents.forms import RaiseForm
from incidents.forms.files import with_files
from incidents.services.drafts import forget_draft, read_draft
from incidents.views.bringing_files import led_to
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.cautious import findings_in
from portal.web.http import PortalRequest, now

TEMPLATE = "incidents/raise.html"


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for the report, take it in, and lead to its number and clocks."""
    at = now()
    wanted = request.POST.get("contract") or request.GET.get("contract")
    choice = choose(request.memberships, wanted, at)
    if choice.contract is None:
        return _without_contract(request, choice)
    frame = about(choice.contract, at) | {"place": Place.RAISE}
    if request.method != "POST":
        return _opened(request, choice, frame)
    if "suggest" in request.POST:
        return suggesting(request, RaiseForm(initial=typed(request), contract=choice.chosen), frame)
    form = with_files(request.FILES, RaiseForm(request.POST, contract=choice.chosen))
    if not form.is_valid():
        return render(request, TEMPLATE, frame | {"form": form}, status=422)
    try:
        incident = services.raise_incident(
            by=choice.contact,
            contract=choice.chosen,
            instance=form.cleaned_data["instance"],
            report=form.report(),
            caution=form.cleaned_data["patient_data_acknowledged"],
            files=form.cleaned_data["files"],
            at=at,
        )
    except Refusal as refusal:
        return refused(request, form, frame, refusal)
    forget_draft(by=choice.contact, place=Place.RAISE)
    clocks = "Its clocks run" if incident.is_measured else "No clock runs for this release"
    messages.success(request, f"{incident} is ours now. {clocks}; we will answer here.")
    return led_to(request, reverse("incidents:detail", args=[str(incident)]))


def about(contract: Contract, at: datetime) -> dict[str, Any]:
    """Return what the page shows of a contract beside its form."""
    return {
        "contract": contract,
        "terms": contract.agreement.terms,
        "aged": aged_instances(contract, at),
        "overdue": overdue_for(contract, at),
    }


def typed(request: PortalRequest) -> dict[str, Any]:
    """Return what was typed, to be shown again and not yet judged."""
    return request.POST.dict()


def suggesting(request: PortalRequest, form: RaiseForm, frame: dict[str, Any]) -> HttpResponse:
    """Show the form again with the severity that its answers suggest; nothing is sent."""
    return render(request, TEMPLATE, frame | {"form": form, "is_suggesting": True})


def refused(
    request: PortalRequest, form: RaiseForm, frame: dict[str, Any], refusal: Refusal
) -> HttpResponse:
    """Show why it was not taken in, with all that was typed still there."""
    findings = findings_in(request.POST, refusal)
    said = {"form": form, "problem": refusal, "findings": findings}
    return render(request, TEMPLATE, frame | said, status=409)


def _opened(request: PortalRequest, choice: Choice, frame: dict[str, Any]) -> HttpResponse:
    """Show the form: as it was left, or blank but for what is known of the person."""
    if frame["overdue"].is_barred:
        return render(request, "incidents/overdue.html", frame, status=403)
    draft = read_draft(by=choice.contact, place=Place.RAISE)
    known: dict[str, Any] = {"contact_details": request.user.phone}
    form = RaiseForm(initial=known | (draft.fields if draft else {}), contract=choice.chosen)
    return render(request, TEMPLATE, frame | {"form": form, "draft": draft})


def _without_contract(request: PortalRequest, choice: Choice) -> HttpResponse:
    """Say why nothing can be raised and whom to call (LU-09), or ask for which agreement it is."""
    customers = [contact.customer_id for contact in choice.contacts]
    known = Contract.objects.filter(customer__in=customers).select_related("customer", "agreement")
    ended = list(known.order_by("customer__name", "-starts_on"))
    context = {
        "contacts": choice.contacts,
        "may_log_calls": any(may(one, Act.WORK_ON_INCIDENTS) for one in request.memberships),
        "contracts": choice.contracts,
        "ended": ended,
        "terms": ended[0].agreement.terms if ended else None,
    }
    status = 403 if not choice.contracts else 422 if request.method == "POST" else 200
    return render(request, "incidents/choose_contract.html", context, status=status)
