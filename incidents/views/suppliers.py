"""Suppliers: what they promise beside what we promised, and what they still have to answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from contracts.forms.suppliers import SignForm, SupplierForm
from contracts.models import Supplier
from contracts.services import suppliers as services
from contracts.suppliers import compared
from contracts.views.finding import allowed, is_staff
from incidents.awaited import open_requests
from incidents.finding import able
from incidents.pages.suppliers import (
    find_supplier,
    longer_than_promised,
    share_form_of,
    shares_seen,
    terms_in_force,
)
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the vendor's people its suppliers, and a customer what was given to them."""
    if is_staff(request):
        return _overview(request)
    context = {"shares": shares_seen(request), "terms": terms_in_force(request)}
    return render(request, "incidents/suppliers_shared.html", context)


@require_POST
def add(request: PortalRequest) -> HttpResponse:
    """Keep a supplier."""
    by = able(request, Act.MANAGE_SUPPLIERS)
    form = SupplierForm(request.POST)
    if form.is_valid():
        try:
            supplier = services.add_supplier(by=by, **form.cleaned_data, at=now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{supplier} is kept. Say next what they promise.")
            return redirect("suppliers:detail", pk=supplier.pk)
    return _overview(request, form, status=422)


@require_GET
def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one supplier: agreements, the comparison, who was given what."""
    return _detail(request, find_supplier(request, pk))


@require_POST
def sign(request: PortalRequest, pk: int) -> HttpResponse:
    """Keep what a supplier promises from a date on."""
    by, supplier = able(request, Act.MANAGE_SUPPLIERS), find_supplier(request, pk)
    form = SignForm(request.POST, severities=services.severities_of(by))
    if form.is_valid():
        try:
            services.sign_with_supplier(by=by, supplier=supplier, signed=form.signed(), at=now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The agreement is kept.")
            return redirect("suppliers:detail", pk=supplier.pk)
    return _detail(request, supplier, sign_form=form, status=422)


@require_POST
def share(request: PortalRequest, pk: int) -> HttpResponse:
    """Give a customer the details of an agreement."""
    by, supplier = able(request, Act.MANAGE_SUPPLIERS), find_supplier(request, pk)
    form = share_form_of(supplier, request.POST)
    if form.is_valid():
        try:
            services.share_with(by=by, **form.cleaned_data, at=now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The customer sees it now under Suppliers.")
            return redirect("suppliers:detail", pk=supplier.pk)
    return _detail(request, supplier, share_form=form, status=422)


@require_POST
def ending(request: PortalRequest, pk: int) -> HttpResponse:
    """Ask a supplier no more."""
    by, supplier = able(request, Act.MANAGE_SUPPLIERS), find_supplier(request, pk)
    try:
        services.end_supplier(by=by, supplier=supplier, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{supplier} is asked no more; its history stays.")
    return redirect("suppliers:detail", pk=supplier.pk)


def _overview(
    request: PortalRequest, form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    at = now()
    rows = Supplier.objects.prefetch_related("agreements__targets")
    terms, zone = terms_in_force(request), request.vendor.time_zone
    context = {
        "suppliers": [(row, longer_than_promised(row, terms, zone, at.date())) for row in rows],
        "awaited": open_requests(at),
        "form": (form or SupplierForm()) if allowed(request, Act.MANAGE_SUPPLIERS) else None,
    }
    return render(request, "incidents/suppliers.html", context, status=status)


def _detail(
    request: PortalRequest,
    supplier: Supplier,
    *,
    sign_form: forms.Form | None = None,
    share_form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    by, terms, today = allowed(request, Act.MANAGE_SUPPLIERS), terms_in_force(request), now().date()
    agreements = supplier.agreements.prefetch_related("targets", "shares__customer")
    context: dict[str, Any] = {
        "supplier": supplier,
        "agreements": [
            (one, compared(one, terms, request.vendor.time_zone, today)) for one in agreements
        ],
        "may_manage": by is not None and supplier.ended_at is None,
    }
    if by is not None and supplier.ended_at is None:
        zone = {"time_zone": request.vendor.time_zone}
        severities = services.severities_of(by)
        context["sign_form"] = sign_form or SignForm(initial=zone, severities=severities)
        context["share_form"] = share_form or share_form_of(supplier)
    return render(request, "incidents/supplier.html", context, status=status)
