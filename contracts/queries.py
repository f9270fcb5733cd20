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
    contracts = (
        Contract.objects.filter(customer__in=wanted)
        .select_related("agreement", "customer")
        .defer("agreement__source")
    )
    return [contract for contract in contracts if _runs(contract, wanted[contract.customer_id])]


def _runs(contract: Contract, on: date) -> bool:
    return contract.starts_on <= on and (contract.ends_on is None or on <= contract.ends_on)


type Region = tuple[int, str]  # a vendor's id and one of its customers' holiday regions


def holidays_in(regions: Iterable[Region]) -> dict[Region, dict[date, str]]:
    """Return each vendor's own holidays of a region, in one query.

    Vendors keep dated rows of their own: a sweep over all of them must not mix them.
    """
    found: dict[Region, dict[date, str]] = {region: {} for region in regions}
    rows = Holiday.objects.filter(region__in={region for _, region in found})
    # Plain values: every reading of a clock asks for years of these rows.
    for vendor_id, region, day, name in rows.values_list("vendor_id", "region", "date", "name"):
        if (vendor_id, region) in found:
            found[vendor_id, region][day] = name
    return found
