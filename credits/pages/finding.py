"""Which credits a reader may see, and as whom they settle them."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from contracts.models import Contract
from contracts.views.finding import allowed, contract_seen
from credits.models import LedgerEntry, TerminationRight
from credits.queries import CreditState, state_of
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest


def month_of(text: str) -> Month:
    """Return the month that an address names.

    :raises Http404: if it is none.
    """
    try:
        return Month.parse(text)
    except Refusal:
        raise Http404 from None


def credit_seen(
    request: PortalRequest, pk: int, month: str, source: str
) -> tuple[Contract, CreditState]:
    """Return a credit that the reader may see, with its contract.

    :raises Http404: if there is none.
    """
    contract = contract_seen(request, pk)
    state = state_of(contract, f"{month_of(month)}/{source}")
    if state is None:
        raise Http404
    return contract, state


def entry_seen(request: PortalRequest, pk: int) -> LedgerEntry:
    """Return an entry that the reader may see.

    :raises Http404: if there is none.
    """
    rows = LedgerEntry.objects.visible_to(request.memberships)
    return get_object_or_404(rows.select_related("contract__customer", "invoice"), pk=pk)


def right_seen(request: PortalRequest, pk: int) -> TerminationRight:
    """Return a right to terminate that the reader may see.

    :raises Http404: if there is none.
    """
    rows = TerminationRight.objects.visible_to(request.memberships)
    return get_object_or_404(rows.select_related("contract__customer", "closing"), pk=pk)


def settler(request: PortalRequest) -> Membership:
    """Return the membership that settles credits; to others there is nothing at this address.

    :raises Http404: if the reader has none.
    """
    by = allowed(request, Act.DECIDE_CREDITS)
    if by is None:
        raise Http404
    return by
