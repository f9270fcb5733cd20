"""How far a contract is from chronic failure, and what gives the right to terminate (HR-07).

Plain rules over those of `availability.domain.chronic`, which is why they stand outside `domain`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from availability.domain.chronic import Misses, SlowDays
from portal.kernel.month import MONTHS, Month

COUNTS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MissDistance:
    """How many further missed months give the right, and until when."""

    counting: tuple[Month, ...]  # the missed months that count together with further ones
    left: int
    last: Month | None  # the last month in which these are enough; None: none counts yet

    @property
    def words(self) -> str:
        """This property will say so in a sentence."""
        more = f"{_number(self.left)} {'more ' if self.counting else ''}missed month"
        more += "s" if self.left > 1 else ""
        gives = "gives" if self.left == 1 else "give"
        if self.last is None:
            return f"No missed month counts now: {more} {gives} the right to terminate."
        before = self.last.plus(1).first_day
        named = ", ".join(f"{one.first_day:%B %Y}" for one in self.counting)
        return (
            f"{more.capitalize()} before {before:%B %Y} {gives} the right to terminate "
            f"({named} {'was' if len(self.counting) == 1 else 'were'} missed)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowDistance:
    """How many further slow days give the right in the month that follows the last closed one."""

    before: int  # slow days of the last closed month
    left: int
    month: Month
    is_first: bool = False  # so many are needed in the month after it as well

    @property
    def words(self) -> str:
        """This property will say so in a sentence."""
        days = f"{self.left} slow day{'s' if self.left > 1 else ''}"
        gives = "gives" if self.left == 1 and not self.is_first else "give"
        was = f"{self.month.plus(-1).first_day:%B %Y} had {self.before}"
        where = f"in {self.month.first_day:%B %Y}"
        if self.is_first:
            where = f"{where} and again in {self.month.plus(1).first_day:%B %Y}"
        return f"{days} {where} {gives} the right to terminate ({was})."


def miss_groups(rule: Misses, missed: Collection[Month]) -> list[tuple[Month, ...]]:
    """This function will return the missed months that give a right together, the oldest first."""
    ordered = sorted(set(missed))
    places = range(len(ordered) - rule.count + 1)
    groups = [tuple(ordered[place : place + rule.count]) for place in places]
    return [one for one in groups if _place(one[-1]) - _place(one[0]) < rule.within]


def slow_pairs(rule: SlowDays, failing: Mapping[Month, int]) -> list[tuple[Month, ...]]:
    """This function will return the months in a row whose slow days give a right together."""
    slow = {month for month, days in failing.items() if days}
    firsts = sorted(slow | {month.plus(-1) for month in slow})
    pairs = [(one, one.plus(1)) for one in firsts]
    return [pair for pair in pairs if _are_enough(rule, [failing.get(one, 0) for one in pair])]


def miss_distance(rule: Misses, missed: Collection[Month], upcoming: Month) -> MissDistance:
    """This function will say how many further misses give a right, counted from a month on."""
    first = upcoming.plus(1 - rule.within)
    counting = tuple(sorted(one for one in set(missed) if first <= one < upcoming))
    counting = counting[max(len(counting) - rule.count + 1, 0) :]
    left = rule.count - len(counting)
    last = counting[0].plus(rule.within - 1) if counting else None
    return MissDistance(counting=counting, left=left, last=last)


def slow_distance(rule: SlowDays, failing: Mapping[Month, int], upcoming: Month) -> SlowDistance:
    """This function will say how many slow days of a month give a right."""
    before = failing.get(upcoming.plus(-1), 0)
    if rule.in_each:
        is_first = before < rule.days  # the month before does not count with this one
        return SlowDistance(before=before, left=rule.days, month=upcoming, is_first=is_first)
    return SlowDistance(before=before, left=max(rule.days - before, 1), month=upcoming)


def _are_enough(rule: SlowDays, days: Collection[int]) -> bool:
    return (min(days) if rule.in_each else sum(days)) >= rule.days


def _number(count: int) -> str:
    return COUNTS.get(count, str(count))


def _place(month: Month) -> int:
    return month.year * MONTHS + month.number
