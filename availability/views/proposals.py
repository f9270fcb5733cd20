"""Suspected outages: the list, one of them, and what is decided after a direct check (HR-10)."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from availability.finding import able
from availability.forms.instants import InstantsForm
from availability.forms.proposals import SuspicionForm
from availability.models import OutageProposal, ProposalState
from availability.proposal_deeds import DEEDS, Deed
from availability.services.suspecting import report_suspicion
from availability.views.asking import Typed, asked
from availability.views.monitors import METHODS, for_staff
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25


@require_safe
def proposals(request: PortalRequest) -> HttpResponse:
    """Show what is suspected, or was, the newest first."""
    for_staff(request)
    state = request.GET.get("state", ProposalState.OPEN)
    rows = OutageProposal.objects.filter(vendor=request.vendor).with_names()
    if state in ProposalState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "states": [*ProposalState.choices, ("all", "All")],
        "query": f"state={state}" if state in ProposalState.values else "state=all",
        "may_check": allowed(request, Act.DECLARE_OUTAGE) is not None,
    }
    return render(request, "availability/proposals.html", context)


@require_http_methods(METHODS)
def suspect(request: PortalRequest) -> HttpResponse:
    """Enter what somebody suspects."""
    by, at = able(request, Act.DECLARE_OUTAGE), now()
    form = SuspicionForm(
        request.POST or None,
        vendor=request.vendor,
        zone=reader_zone(request),
        initial={"since": at},
    )
    crumbs = [("monitoring:overview", "Monitoring", ()), ("monitoring:proposals", "Suspected", ())]

    def keep() -> HttpResponse:
        proposal = report_suspicion(by=by, at=at, **form.cleaned_data)
        messages.success(request, "Kept. Check it directly, then confirm or dismiss it.")
        return redirect("monitoring:proposal", proposal.pk)

    return asked(request, Typed("Suspect an outage", form, crumbs), keep)


@require_safe
def proposal(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one suspicion: what was seen, and what can be decided."""
    for_staff(request)
    return _page(request, _found(pk))


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Decide a suspicion."""
    by = able(request, Act.DECLARE_OUTAGE)
    found = _found(pk)
    if noun not in DEEDS:
        raise Http404
    what = DEEDS[noun]
    form = _form(request, what, noun, found, request.POST)
    if not form.is_valid():
        return _page(request, found, {noun: form}, status=422)
    try:
        what.service(by=by, proposal=found, at=now(), **form.said())  # type: ignore[attr-defined]  # each form of the table says it
    except Refusal as refusal:
        form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        return _page(request, _found(pk), {noun: form}, status=409)
    messages.success(request, what.done)
    found = _found(pk)
    if found.outage is not None:
        return redirect("outages:outage", found.outage.number)
    return redirect("monitoring:proposal", pk)


def _page(
    request: PortalRequest,
    found: OutageProposal,
    sent: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    may_check = allowed(request, Act.DECLARE_OUTAGE) is not None
    is_open = found.state == ProposalState.OPEN
    context: dict[str, Any] = {
        "proposal": found,
        "bounds": [
            ("Last seen good", found.last_ok_at),
            ("First seen failing", found.first_fail_at),
            ("Last seen failing", found.last_fail_at),
            ("First seen good again", found.first_ok_at),
        ],
        "offers": [],
    }
    if sent or (may_check and is_open):
        given = sent or {}
        context["offers"] = [
            (noun, what, given.get(noun) or _form(request, what, noun, found), noun in given)
            for noun, what in DEEDS.items()
        ]
    return render(request, "availability/proposal.html", context, status=status)


def _form(
    request: PortalRequest, what: Deed, noun: str, found: OutageProposal, data: Any = None
) -> forms.Form:
    zoned: Any = {"zone": reader_zone(request)} if issubclass(what.form, InstantsForm) else {}
    made: Any = what.form  # each form of the table takes the suspicion it is about
    return cast("forms.Form", made(data, proposal=found, prefix=noun, **zoned))


def _found(pk: int) -> OutageProposal:
    return get_object_or_404(OutageProposal.objects.with_names(), pk=pk)
