"""Outages: the list, declaring one, one of them, and correcting it (HR-02, HR-10, PQ-02)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from availability.differences import differences
from availability.finding import able, find_outage
from availability.forms.outages import CorrectionForm, OutageForm, said_of
from availability.models import Component, Service
from availability.outage_list import listed, read_filters, row_of, states_for
from availability.outage_page import outage_page
from availability.services.outages import correct_outage, declare_outage
from availability.stated import OutageFacts
from contracts.views.finding import allowed, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25
METHODS = ["GET", "HEAD", "POST"]


@require_safe
def outages(request: PortalRequest) -> HttpResponse:
    """Show the outages that a reader may see."""
    at, zone = now(), reader_zone(request)
    services = list(_services(request))
    filters = read_filters(request.GET, services, is_staff=is_staff(request))
    rows = listed(request.memberships, filters, zone)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [row_of(found, at) for found in page],
        "filters": filters,
        "query": filters.query,
        "states": states_for(is_staff=is_staff(request)),
        "services": services,
        "may_declare": allowed(request, Act.DECLARE_OUTAGE) is not None,
        "has_components": Component.objects.filter(vendor=request.vendor).exists(),
    }
    return render(request, "availability/outages.html", context)


@require_http_methods(METHODS)
def declare(request: PortalRequest) -> HttpResponse:
    """Declare an outage; what was typed stays where it is refused."""
    by, at = able(request, Act.DECLARE_OUTAGE), now()
    asked: Any = {"vendor": request.vendor, "zone": reader_zone(request)}
    if request.method != "POST":
        form = OutageForm(initial={"starts_at": at}, **asked)
        return _typed(request, {"form": form})
    form = OutageForm(request.POST, **asked)
    if not form.is_valid():
        return _typed(request, {"form": form}, status=422)
    try:
        made = declare_outage(by=by, facts=form.facts(), at=at)
    except Refusal as refusal:
        _blame(form, refusal)
        return _typed(request, {"form": form}, status=409)
    messages.success(request, f"Declared as {made}. Confirm it once it was checked directly.")
    return redirect("outages:outage", made.number)


@require_safe
def one(request: PortalRequest, outage: int) -> HttpResponse:
    """Show one outage: what is known, how it came to be known, and what does not count."""
    return outage_page(request, find_outage(request, outage))


@require_http_methods(METHODS)
def correct(request: PortalRequest, outage: int) -> HttpResponse:
    """Correct an outage: first what would change is shown, then it is written."""
    by, at = able(request, Act.DECLARE_OUTAGE), now()
    shown = find_outage(request, outage)
    asked: Any = {"vendor": request.vendor, "zone": reader_zone(request)}
    known = said_of(shown.current)
    if request.method != "POST":
        return _typed(request, {"form": CorrectionForm(initial=known, **asked), "outage": shown})
    form = CorrectionForm(request.POST, initial=known, **asked)
    context: dict[str, Any] = {"form": form, "outage": shown}
    if not form.is_valid():
        return _typed(request, context, status=422)
    facts, said = form.facts(), form.cleaned_data
    try:
        if "sure" not in request.POST:
            facts = facts.checked(at)
            context["changes"] = differences(OutageFacts.of(shown.current), facts)
            context["is_shown"] = True
            return _typed(request, context)
        correct_outage(
            by=by,
            outage=shown,
            facts=facts,
            reason=said["reason"],
            based_on=said["based_on"],
            at=at,
        )
    except Refusal as refusal:
        _blame(form, refusal)
        return _typed(request, context, status=409)
    messages.success(request, f"{shown} is corrected; what was said before stays readable.")
    return redirect("outages:outage", outage)


def _typed(request: PortalRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    template = "availability/outage_correction.html" if "outage" in context else None
    return render(request, template or "availability/outage_new.html", context, status=status)


def _blame(form: OutageForm, refusal: Refusal) -> None:
    """Say what was refused at the field that it is about."""
    form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))


def _services(request: PortalRequest) -> Any:
    rows = Service.objects.filter(vendor=request.vendor)
    if is_staff(request):
        return rows
    components = Component.objects.none()
    for one in request.memberships:
        components = components | Component.objects.for_customer(one.customer_id)
    return rows.filter(pk__in=components.values("service"))
