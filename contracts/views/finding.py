"""Which contracts a reader may see, and as whom they act on one."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from contracts.models import Contract
from contracts.models.seen import seen_by
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest


def contracts_seen(request: PortalRequest) -> QuerySet[Contract]:
    """Return the contracts of the reader's customers; staff see all of their vendor's."""
    rows = Contract.objects.filter(seen_by(request.memberships, "customer"))
    named = rows.select_related("customer", "agreement", "vendor").defer("agreement__source")
    return named.order_by("customer__name", "-starts_on", "pk")


def contract_seen(request: PortalRequest, pk: int) -> Contract:
    """Return one contract that the reader may see.

    :raises Http404: if there is none.
    """
    return get_object_or_404(contracts_seen(request), pk=pk)


def acting_on(request: PortalRequest, contract: Contract) -> Membership:
    """Return what the reader is for a contract: the vendor's own, or its customer's.

    :raises Http404: if they are neither.
    """
    for membership in request.memberships:
        if membership.is_staff_side or membership.customer_id == contract.customer_id:
            return membership
    raise Http404


def allowed(request: PortalRequest, act: Act) -> Membership | None:
    """Return the reader's membership that allows an act, if there is one."""
    return next((one for one in request.memberships if may(one, act)), None)


def is_staff(request: PortalRequest) -> bool:
    """Say whether the reader works for this vendor."""
    return any(membership.is_staff_side for membership in request.memberships)
