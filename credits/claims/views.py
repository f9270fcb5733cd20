"""Claims: the list, filing one, one of them, and what is done to it (PQ-07)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.forms.contracts import put
from contracts.views.finding import allowed, is_staff
from credits.claims.filing import Filing, filing_of
from credits.claims.finding import claims_seen, decider, filer, find_claim
from credits.claims.forms import DecisionForm, LimitForm
from credits.claims.listing import VIEWS, in_view, row_of
from credits.claims.months import month_of
from credits.claims.page import claim_page, completing
from credits.services.claim_decisions import limit_of
from credits.services.claiming import complete_claim, decide_claim, file_claim, set_limit
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25


@require_safe
def claims(request: PortalRequest) -> HttpResponse:
    """Show the claims that a reader may see."""
    return _listed(request)


def _listed(
    request: PortalRequest, limit: LimitForm | None = None, status: int = 200
) -> HttpResponse:
    view = request.GET.get("show", "")
    view = view if view in VIEWS else ""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    rows = in_view(claims_seen(request), view)
    if words:
        rows = rows.filter(contract__customer__name__icontains=words)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    held, may_set = limit_of(request.vendor.pk), allowed(request, Act.PUBLISH_AGREEMENT)
    kept = {name: one for name, one in (("show", view), ("q", words)) if one}
    context: dict[str, Any] = {
        "page": page,
        "rows": [row_of(one) for one in page],
        "view": view,
        "views": VIEWS,
        "words": words,
        "query": urlencode(kept),
        "for_staff": is_staff(request),
        "limit": held,
        "setting": (limit or LimitForm(initial={"amount": held})) if may_set else None,
        "is_refused": limit is not None,
    }
    return render(request, "credits/claims.html", context, status=status)


@require_POST
def limit(request: PortalRequest) -> HttpResponse:
    """Set above which amount two people approve."""
    by = decider(request)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, 422)
    try:
        set_limit(by=by, amount=form.cleaned_data["amount"], at=now())
    except Refusal as refusal:
        put(form, refusal)
        return _listed(request, form, 409)
    messages.success(request, "Set; it holds for every approval from now on.")
    return redirect("claims:list")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest, outage: int) -> HttpResponse:
    """Ask for a claim, prefilled from the record, and file it."""
    filing = filing_of(request, outage)
    if filing.contract is None or filing.form is None:
        return _filing(request, filing, 200)
    if request.method != "POST":
        return _filing(request, filing)
    if not filing.form.is_valid():
        return _filing(request, filing, 422)
    by = filer(request, filing.contract)
    try:
        made = file_claim(
            by=by,
            contract=filing.contract,
            outage=filing.outage,
            facts=filing.form.facts(),
            incident=filing.incident,
            at=now(),
            **filing.came(),
        )
    except Refusal as refusal:
        put(filing.form, refusal)
        return _filing(request, filing, 409)
    said = "it lacks something yet" if made.missing else "it is decided once its month is closed"
    messages.success(request, f"Filed as {made}; {said}.")
    return redirect("claims:claim", made.number)


def _filing(request: PortalRequest, filing: Filing, status: int = 200) -> HttpResponse:
    return render(request, "credits/claim_new.html", filing.context(), status=status)


@require_safe
def one(request: PortalRequest, claim: int) -> HttpResponse:
    """Show one claim."""
    return claim_page(request, find_claim(request, claim))


@require_POST
def decide(request: PortalRequest, claim: int) -> HttpResponse:
    """Approve or decline a claim."""
    by, found = decider(request), find_claim(request, claim)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return claim_page(request, found, {"decision": form}, 422)
    try:
        made = decide_claim(by=by, claim=found, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        put(form, refusal)
        return claim_page(request, found, {"decision": form}, 409)
    messages.success(request, f"{made.get_kind_display()}.")
    return redirect("claims:claim", claim)


@require_POST
def complete(request: PortalRequest, claim: int) -> HttpResponse:
    """Give what a claim lacked."""
    found, at = find_claim(request, claim), now()
    by = filer(request, found.contract)
    case = month_of(found.contract, found.outage, at=at).case(found.outage)
    form = completing(found, case, reader_zone(request), request.POST)
    if not form.is_valid():
        return claim_page(request, found, {"completion": form}, 422)
    try:
        complete_claim(by=by, claim=found, facts=form.facts(), at=at)
    except Refusal as refusal:
        put(form, refusal)
        return claim_page(request, found, {"completion": form}, 409)
    messages.success(request, "It is complete now.")
    return redirect("claims:claim", claim)
