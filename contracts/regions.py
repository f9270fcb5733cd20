"""The one place that asks the holidays package: for names of days, to be copied into rows."""

from collections.abc import Iterable
from datetime import date

import holidays

from portal.kernel.refusal import Refusal


def holidays_of(region: str, years: Iterable[int]) -> dict[date, str]:
    """Return the public holidays of a region such as GB-ENG or US, with English names.

    :raises Refusal: if the region is unknown.
    """
    country, _, subdivision = region.partition("-")
    try:
        found = holidays.country_holidays(
            country, subdiv=subdivision or None, years=list(years), language="en_US"
        )
    except NotImplementedError:
        raise Refusal(f"There is no holiday calendar for {region!r}.", code="no_region") from None
    return dict(sorted(found.items()))
