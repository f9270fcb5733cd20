"""Chronic failure: when misses follow each other so closely that the customer may leave (HR-07)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from portal.kernel.month import MONTHS, Month


@dataclass(frozen=True, slots=True)
class Misses:
    """So many missed months within so many consecutive ones."""

    count: int
    within: int

    def arises_with(self, missed: Iterable[Month]) -> Month | None:
        """This function will return the month whose close gives the right first; None: none."""
        ordered = sorted(set(missed))
        for first, last in zip(ordered, ordered[self.count - 1 :], strict=False):
            if _number(last) - _number(first) < self.within:
                return last
        return None


@dataclass(frozen=True, slots=True)
class SlowDays:
    """So many days too slow in two consecutive months: in total, or in each."""

    days: int
    in_each: bool = False

    def arises_with(self, failing: Mapping[Month, int]) -> Month | None:
        """This function will return the later of the first two such months; None: none."""
        for first, second in pairwise(self._months(failing)):
            days = failing.get(first, 0), failing.get(second, 0)
            enough = min(days) if self.in_each else sum(days)
            if enough >= self.days:
                return second
        return None

    def _months(self, failing: Mapping[Month, int]) -> list[Month]:
        """This function will return all months from the one before the first to that after."""
        if not failing:
            return []
        first, last = min(failing), max(failing)
        return [first.plus(place - 1) for place in range(_number(last) - _number(first) + 3)]


def _number(month: Month) -> int:
    return month.year * MONTHS + month.number
