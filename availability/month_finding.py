"""Which contract's month a reader asks for; 404 for all others (CO-03)."""

from datetime import datetime

from django.http import Http404

from availability.figures import MonthFigure, figure_of
from contracts.models import Contract
from contracts.views.finding import acting_on, contract_seen
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
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
