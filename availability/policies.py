"""The rules by which a vendor's agreement counts a month, with the holidays it keeps."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from availability.domain.policy import Policy
from availability.terms import policy_for
from contracts.domain.availability import AvailabilityTerms
from contracts.queries import calendars_of
from contracts.regions import holidays_of
from portal.kernel.month import Month


def policy_of(terms: AvailabilityTerms, vendor_id: int, month: Month) -> Policy:
    """Return how a vendor's agreement counts a month."""
    return policy_for(terms, holidays_for(terms, vendor_id, month))


def holidays_for(terms: AvailabilityTerms, vendor_id: int, month: Month) -> Mapping[date, str]:
    """Return the holidays on which no day of notice is counted, as the vendor keeps them."""
    return holidays_around(terms.maintenance.notice_holidays, vendor_id, month)


def holidays_around(region: str, vendor_id: int, month: Month) -> Mapping[date, str]:
    """Return the holidays of a region in the years around a month, as the vendor keeps them.

    A year that the vendor never copied is read as its country publishes it: it is not a year
    without holidays.
    """
    if not region:
        return {}
    calendar = calendars_of([(vendor_id, region)])[vendor_id, region]
    wanted = {month.year - 1, month.year, month.year + 1}
    published = _published(region, tuple(sorted(wanted - calendar.years)))
    return {**published, **dict(calendar.days)}


@cache
def _published(region: str, years: tuple[int, ...]) -> Mapping[date, str]:
    return holidays_of(region, years) if years else {}


def policy_with(terms: AvailabilityTerms, holidays: Mapping[date, str]) -> Policy:
    """Return how a month was counted, with the holidays that were kept with it."""
    return policy_for(terms, holidays)
