"""The months that the demo world's vendors have closed: all that are over and lack nothing."""

from datetime import datetime

from availability.services.closing import close_months
from contracts.models import Contract
from portal.kernel.month import Month
from portal.tenancy.policy import Act, may
from reports.demo.contacts import Cast

MONTHS_CLOSED = 6  # counted back from the last but one: the last still waits to be signed


def close_past_months(slug: str, cast: Cast) -> None:
    """This function will sign each month that is old enough, the earliest first."""
    if slug == "lumeon":  # it promises no availability
        return
    signer = next(one for one in cast.members.values() if may(one, Act.CLOSE_MONTH))
    contracts = list(Contract.objects.order_by("pk"))
    last = _last_but_one(cast.at)
    for place in range(MONTHS_CLOSED - 1, -1, -1):
        month = last.plus(-place)
        close_months(by=signer, month=month, contracts=contracts, at=cast.at)


def _last_but_one(at: datetime) -> Month:
    return Month(at.year, at.month).plus(-2)
