"""What pages and the API show of suppliers, and of what was given to customers (LU-24)."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from contracts.domain.terms import Terms
from contracts.forms.suppliers import ShareForm
from contracts.models import AgreementVersion, Supplier, SupplierShare
from contracts.suppliers import compared
from contracts.views.finding import is_staff
from portal.tenancy.models import Customer
from portal.web.http import PortalRequest, now


def find_supplier(request: PortalRequest, pk: int) -> Supplier:
    """Return a supplier; to all but the vendor's own people there is nothing here: 404."""
    if not is_staff(request):
        raise Http404
    return get_object_or_404(Supplier, pk=pk)


def shares_seen(request: PortalRequest) -> QuerySet[SupplierShare]:
    """Return what the reader's customers were given."""
    customers = [one.customer_id for one in request.memberships if one.customer_id]
    rows = SupplierShare.objects.filter(customer__in=customers)
    return rows.select_related("agreement__supplier", "customer").prefetch_related(
        "agreement__targets"
    )


def share_form_of(supplier: Supplier, data: Any = None) -> ShareForm:
    """Return the form by which a customer is given one of a supplier's agreements."""
    agreements = supplier.agreements.select_related("supplier")
    return ShareForm(data, agreements=agreements, customers=Customer.objects.order_by("name"))


def longer_than_promised(supplier: Supplier, terms: Terms, zone: str, today: date) -> int:
    """Count the targets in force that are longer than what customers were promised."""
    held = (
        one
        for one in supplier.agreements.all()
        if one.since <= today and (one.until is None or one.until >= today)
    )
    newest = next(held, None)
    if newest is None:
        return 0
    return sum(row.is_longer for row in compared(newest, terms, zone, today))


def terms_in_force(request: PortalRequest) -> Terms:
    """Return what the vendor promises its customers today.

    :raises Http404: if nothing is agreed yet.
    """
    rows = AgreementVersion.objects.filter(vendor=request.vendor).in_force(now().date())
    version = rows.first()
    if version is None:
        raise Http404
    return version.terms
