"""What comes again and again during a contract, counted from its first day (LU-05).

A contract is cut into periods by a recurrence rule; what is owed for a period is due on its last
day. A rule counted from the 31st keeps to the month's last day where there is no 31st, and goes
back to the 31st where there is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from contracts.domain.clause import Clause

MONTHS_IN_A_YEAR = 12
SHORTEST_MONTH = 28
ONE_DAY = timedelta(days=1)
# The rules of RFC 5545 that make sense here: a plain step from the contract's first day.
RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;INTERVAL=[1-9][0-9]?)?")


class How(StrEnum):
    """Where an activity takes place."""

    TELEPHONE = "telephone"
    ON_SITE = "on_site"
    REMOTE = "remote"

    @property
    def words(self) -> str:
        """This property will return it as people say it."""
        return {"telephone": "by telephone", "on_site": "on site", "remote": "remotely"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityKind:
    """Something the vendor does for a customer again and again (LU-05)."""

    key: str
    name: str
    tiers: tuple[str, ...]
    recurrence: str  # an RFC 5545 rule, such as FREQ=MONTHLY;INTERVAL=3
    how: How
    has_review_pack: bool  # the quarter's service history is laid out for it
    clause: Clause


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """One period of a contract: from its first day to its last, both in it."""

    first: date
    last: date  # and the day on which what is owed for it is due


def stretches(rule: str, starts_on: date, *, until: date) -> Iterator[Stretch]:
    """This function will yield the whole periods of a contract that end by a date.

    A period that the contract does not fill is not yielded: nothing is due for it.
    """
    day_after = until + ONE_DAY
    first = starts_on
    for begins in _beginnings(rule, starts_on, day_after):
        if begins > first:
            yield Stretch(first, begins - ONE_DAY)
            first = begins


def months_later(day: date, months: int) -> date:
    """This function will return the corresponding date, or the month's last day without one.

    29 February 2028 and twelve months: 28 February 2029.
    """
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    begins, ends = _first_of(year, month), _first_of(year, month + 1)
    return min(begins.replace(day=1) + timedelta(days=day.day - 1), ends - ONE_DAY)


def _beginnings(rule: str, starts_on: date, until: date) -> Iterator[date]:
    anchor = datetime.combine(starts_on, time.min)
    for found in rrulestr(_kept_to_month_ends(rule, starts_on), dtstart=anchor):
        if found.date() > until:
            return
        yield found.date()


def _kept_to_month_ends(rule: str, starts_on: date) -> str:
    # Left alone, a rule counted from the 31st skips every month that has none (RFC 5545).
    if starts_on.day <= SHORTEST_MONTH or not rule.startswith(("FREQ=MONTHLY", "FREQ=YEARLY")):
        return rule
    month = f";BYMONTH={starts_on.month}" if rule.startswith("FREQ=YEARLY") else ""
    days = ",".join(str(day) for day in range(SHORTEST_MONTH, starts_on.day + 1))
    return f"{rule}{month};BYMONTHDAY={days};BYSETPOS=-1"


def _first_of(year: int, month: int) -> date:
    """This function will return a month's first day; month 12 is the next January."""
    return date(year + month // MONTHS_IN_A_YEAR, month % MONTHS_IN_A_YEAR + 1, 1)
