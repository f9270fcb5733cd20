"""Questions about contracts whose answer takes more than one table."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.models import Contract, Holiday
from portal.tenancy.models import Customer


def active_contracts(customers: Iterable[Customer], at: datetime) -> list[Contract]:
    """Return the contracts in force for these customers, by each customer's own date."""
    wanted = {
        customer.pk: at.astimezone(ZoneInfo(customer.time_zone)).date() for customer in customers
    }
    contracts = Contract.objects.filter(customer__in=wanted).select_related("agreement", "customer")
    return [contract for contract in contracts if _runs(contract, wanted[contract.customer_id])]


def _runs(contract: Contract, on: date) -> bool:
    return contract.starts_on <= on and (contract.ends_on is None or on <= contract.ends_on)


def holidays_in(regions: Iterable[str]) -> dict[str, dict[date, str]]:
    """Return the copied holidays of each region, in one query."""
    found: dict[str, dict[date, str]] = {region: {} for region in regions}
    for row in Holiday.objects.filter(region__in=found):
        found[row.region][row.date] = row.name
    return found
