"""Questions about contracts whose answer takes more than one table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Max

from contracts.domain.holidays import Decision, RegionCalendar
from contracts.models import CalendarVersion, Contract, Holiday, HolidayYear
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


def is_active(contract: Contract, at: datetime) -> bool:
    """Say whether a contract is in force by its customer's date, as its row stands by now."""
    on = at.astimezone(ZoneInfo(contract.customer.time_zone)).date()
    rows = Contract.objects.filter(pk=contract.pk).order_by().values_list("starts_on", "ends_on")
    return any(_covers(first, last, on) for first, last in rows)


def _runs(contract: Contract, on: date) -> bool:
    return _covers(contract.starts_on, contract.ends_on, on)


def _covers(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on <= last)


type Region = tuple[int, str]  # a vendor's id and one of its customers' holiday regions


def calendars_of(
    regions: Iterable[Region], enough: Mapping[Region, int] | None = None
) -> dict[Region, RegionCalendar]:
    """Return each vendor's own calendars of regions with all their versions.

    Vendors keep dated rows of their own: a sweep over all of them must not mix them. One query
    tells which versions are the newest; what they hold never changes, so it is read once.

    :param enough: up to which version a region's calendar is wanted, where that is known.
    """
    known = {place: _known[pk] for place, pk in (enough or {}).items() if pk in _known}
    return known | _up_to_now(set(regions) - known.keys())


def _up_to_now(wanted: set[Region]) -> dict[Region, RegionCalendar]:
    newest = _newest({region for _, region in wanted if region})
    unknown = {place: newest[place] for place in wanted & newest.keys()}
    unknown = {place: pk for place, pk in unknown.items() if pk not in _known}
    if unknown:
        _learn(unknown)
    return {
        place: _known[newest[place]] if place in newest else RegionCalendar(region=place[1])
        for place in wanted
    }


MOST_KNOWN = 10_000  # versions kept in memory; a calendar holds some hundred dates
_known: dict[int, RegionCalendar] = {}  # by the key of the newest version


def _newest(names: set[str]) -> dict[Region, int]:
    if not names:
        return {}
    rows = CalendarVersion.objects.filter(region__in=names).order_by()
    found = rows.values_list("vendor_id", "region").annotate(newest=Max("pk"))
    return {(vendor, region): newest for vendor, region, newest in found}


def _learn(unknown: dict[Region, int]) -> None:
    if len(_known) > MOST_KNOWN:
        _known.clear()
    names = {region for _, region in unknown}
    decisions: dict[Region, list[Decision]] = defaultdict(list)
    rows = Holiday.objects.filter(region__in=names).order_by("version_id", "date")
    for vendor, region, version, day, name, closes in rows.values_list(
        "vendor_id", "region", "version_id", "date", "name", "closes"
    ):
        decisions[vendor, region].append(Decision(version, day, name, closes))
    years: dict[Region, set[int]] = defaultdict(set)
    copied = HolidayYear.objects.filter(region__in=names)
    for vendor, region, version, year in copied.values_list(
        "vendor_id", "region", "version_id", "year"
    ):
        if version <= unknown.get((vendor, region), 0):
            years[vendor, region].add(year)
    for place, newest in unknown.items():
        held = tuple(one for one in decisions[place] if one.version <= newest)
        _known[newest] = RegionCalendar(held, newest, frozenset(years[place]), place[1])
