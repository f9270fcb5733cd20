"""Settling a credit, taking an entry back, ending a right: asked first, then done once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts.services.amending import local_date
from contracts.views.finding import contract_seen
from credits.domain.ledger import REVERSIBLE
from credits.pages.deeds import DEEDS, Asked, form_for
from credits.pages.finding import credit_seen, entry_seen, month_of, right_seen, settler
from credits.pages.forms import EndingForm, ReversalForm
from credits.pages.views import credit_page
from credits.services.catching_up import post_missing
from credits.services.chronic import end_right
from credits.services.settling import reverse
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest, now


@require_POST
def deed(request: PortalRequest, pk: int, month: str, source: str, noun: str) -> HttpResponse:
    """Do one of the things that can be done about a credit."""
    contract, state = credit_seen(request, pk, month, source)
    by, at = settler(request), now()
    if noun not in DEEDS:
        raise Http404
    form = form_for(noun, state, at, request.POST)
    if not form.is_valid():
        return credit_page(request, contract, state, at=at, failed=(noun, form), status=422)
    try:
        DEEDS[noun].act(Asked(by=by, state=state, at=at), form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return credit_page(request, contract, state, at=at, failed=(noun, form), status=409)
    messages.success(request, DEEDS[noun].done)
    return redirect("credits:credit", pk=pk, month=month, source=source)


@require_POST
def posting(request: PortalRequest, pk: int, month: str) -> HttpResponse:
    """Post what a closed month earned and could not be worked out when it was closed."""
    contract, by = contract_seen(request, pk), settler(request)
    try:
        made = post_missing(by=by, contract=contract, month=month_of(month), at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Posted: {', '.join(str(one.money) for one in made)}.")
    return redirect("credits:month", pk=pk, month=month)


@require_http_methods(["GET", "HEAD", "POST"])
def reversal(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask, then take an entry back."""
    entry, by = entry_seen(request, pk), settler(request)
    if entry.kind not in REVERSIBLE:
        raise Http404
    form, status = ReversalForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reverse(by=by, entry=entry, words=form.cleaned_data["words"], at=now())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, "It is taken back.")
                return redirect("credits:statement", pk=entry.contract_id)
    context = {"entry": entry, "contract": entry.contract, "form": form}
    return render(request, "credits/reversal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask what a customer said of its right to terminate, then record it."""
    right, by, at = right_seen(request, pk), settler(request), now()
    initial = {"on": local_date(right.contract, at)}
    form, status = EndingForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                end = end_right(by=by, right=right, at=at, **form.ending())
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"The right is {end.kind}.")
                return redirect("credits:statement", pk=right.contract_id)
    context = {"right": right, "contract": right.contract, "form": form}
    return render(request, "credits/ending.html", context, status=status)
