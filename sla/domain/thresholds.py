"""Which warnings and misses a clock has come to, and when to look at it next.

A warning at 75 percent is due at the least second by which three quarters of the budget are
used. A miss takes one counted second more than the budget, and is stamped with the instant the
budget was used up: over a closed night these lie hours apart, and a reply in between is in time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from portal.kernel.refusal import Refusal
from sla.domain.clock import Outcome, Phase, Reading

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A threshold that a clock has come to, and the instant at which it did."""

    percent: int | None  # None: the miss itself
    due_at: datetime

    @property
    def is_breach(self) -> bool:
        """This property will tell the miss from the warnings before it."""
        return self.percent is None


def crossings(reading: Reading, percents: Iterable[int]) -> tuple[Crossing, ...]:
    """This function will return all that came due up to the reading, the earliest first."""
    found = [
        Crossing(percent, instant)
        for percent, amount in _shares(reading.budget, tuple(percents))
        if amount <= reading.spent and (instant := reading.tally.instant_of(amount))
    ]
    if reading.breached_at:
        found.append(Crossing(None, reading.breached_at))
    return tuple(sorted(found, key=lambda crossing: (crossing.due_at, crossing.percent or 100)))


def next_at(reading: Reading, percents: Iterable[int]) -> datetime | None:
    """This function will return when a warning or the miss must next be recorded, if ever.

    None while the clock waits, after it stopped, once it is missed, and where no open time is
    ahead: only another happening can then change anything.
    """
    if reading.phase is not Phase.RUNNING or reading.outcome is Outcome.MISSED:
        return None
    shares = _shares(reading.budget, tuple(percents))
    ahead = [amount for _, amount in shares if amount > reading.spent]
    try:
        return reading.tally.instant_of(min(ahead, default=reading.budget + SECOND))
    except Refusal:
        return None


@lru_cache(maxsize=1024)
def _shares(budget: timedelta, percents: tuple[int, ...]) -> tuple[tuple[int, timedelta], ...]:
    """This function will return percentages of the budget, each rounded up to the second."""
    seconds = budget // SECOND
    return tuple((percent, timedelta(seconds=-(-seconds * percent // 100))) for percent in percents)
