"""The section on On-Demand tokens."""

from itertools import pairwise

from contracts.domain.tokens import TokenOffer
from contracts.schema.table import Table

MOST_MONTHS = 120
MOST_WARN_DAYS = 365
MOST_TOKENS = 1000


def read_tokens(table: Table) -> TokenOffer:
    """This function will read `[tokens]`: bundles rising, warnings from the earliest on (LU-06)."""
    bundles = table.wholes("bundles")
    if not bundles or any(not 1 <= bundle <= MOST_TOKENS for bundle in bundles):
        table.refuse("bundles", "each must be from 1 to 1000, and one is needed")
    if any(later <= earlier for earlier, later in pairwise(bundles)):
        table.refuse("bundles", "must rise, each greater than the one before")
    return TokenOffer(
        bundles=bundles,
        hours_per_token=table.whole("hours_per_token", high=24),
        valid_months=table.whole("valid_months", high=MOST_MONTHS),
        warn_days=_warn_days(table),
        clause=table.clause(),
    )


def _warn_days(table: Table) -> tuple[int, ...]:
    days = table.wholes("warn_days")
    if any(not 0 <= day <= MOST_WARN_DAYS for day in days):
        table.refuse("warn_days", "each must be from 0 to 365")
    if any(later >= earlier for earlier, later in pairwise(days)):
        table.refuse("warn_days", "must fall, each nearer to the last day")
    return days
