"""Which contracts have a report for a month, and what keeps those that have none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from availability.models import MonthClosing
from contracts.models import Contract
from portal.kernel.month import Month
from reports.domain.issued import Kind
from reports.models import IssuedReport


@dataclass(frozen=True, slots=True)
class Row:
    """A contract's month in the list."""

    contract: Contract
    issued: IssuedReport | None
    state: str  # "issued", "ready", "not closed", "so far"

    @property
    def is_ready(self) -> bool:
        """Whether it could be issued now."""
        return self.state == "ready"


def active_in(rows: QuerySet[Contract], month: Month) -> QuerySet[Contract]:
    """Return the contracts that are active on a day of a month."""
    until = Q(ends_on=None) | Q(ends_on__gte=month.first_day)
    return rows.filter(until, starts_on__lte=month.last_day)


def rows_of(contracts: Sequence[Contract], month: Month, at: datetime) -> list[Row]:
    """Return the rows of some contracts for a month, in two queries."""
    keys = [one.pk for one in contracts]
    found = IssuedReport.objects.filter(
        contract__in=keys, kind=Kind.MONTHLY, period=str(month)
    ).newest()
    issued = {one.contract_id: one for one in found.select_related("issued_by").defer("data")}
    closings = MonthClosing.objects.filter(
        contract__in=keys, year=month.year, month=month.number
    ).order_by()
    closed = set(closings.values_list("contract_id", flat=True))
    return [
        Row(one, issued.get(one.pk), _state(one, month, at, issued, closed)) for one in contracts
    ]


def _state(
    contract: Contract,
    month: Month,
    at: datetime,
    issued: dict[int, IssuedReport],
    closed: set[int],
) -> str:
    if contract.pk in issued:
        return "issued"
    promised = contract.agreement.terms.availability
    zone = ZoneInfo(promised.zone if promised else contract.vendor.time_zone)
    if at < month.within(zone).end:
        return "so far"
    return "ready" if promised is None or contract.pk in closed else "not closed"
