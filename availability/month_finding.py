"""Which contract's month a reader asks for; 404 for all others (CO-03)."""

from datetime import datetime

from django.http import Http404

from availability.figures import MonthFigure, figure_of
from availability.services.closing_runs import contracts_in
from contracts.models import Contract
from contracts.models.contract import ContractQuerySet
from contracts.standings import today_at
from contracts.views.finding import acting_on, allowed, contract_seen
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest


def month_asked(request: PortalRequest, pk: int, month: str) -> tuple[Contract, Month]:
    """Return a contract that this person may see, and a month as it is written in addresses."""
    contract = contract_seen(request, pk)
    if not may(acting_on(request, contract), Act.FOLLOW_INCIDENTS):
        raise Http404
    try:
        return contract, Month.parse(month)
    except Refusal:
        raise Http404 from None


def figure_seen(contract: Contract, month: Month, at: datetime) -> MonthFigure:
    """Return a month that has begun and in which availability was promised; else there is none."""
    try:
        figure = figure_of(contract, month, at=at)
    except Refusal:
        raise Http404 from None
    if not figure.has_begun:
        raise Http404
    return figure


def closer(request: PortalRequest) -> Membership:
    """Return the membership that may close months; to everybody else: 404."""
    by = allowed(request, Act.CLOSE_MONTH)
    if by is None:
        raise Http404
    return by


def month_before(request: PortalRequest, at: datetime) -> Month:
    """Return the month that was over last, by the vendor's calendar."""
    today = today_at(request.vendor, at)
    return Month(today.year, today.month).plus(-1)


def contracts_of(month: Month) -> ContractQuerySet:
    """Return the contracts that run in a month as lists show them."""
    rows = contracts_in(month).select_related("customer", "agreement", "vendor")
    return rows.defer("agreement__source").order_by("customer__name", "pk")
