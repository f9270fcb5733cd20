"""A calendar's open hours over some years, compiled once to instants with running totals.

Row `i` of the table answers for the instants from `edges[i - 1]` up to `edges[i]`. Edges
alternate: opening, closing, opening ... so an odd row is open, an even row closed.
Instants are UTC datetimes: comparing and subtracting them costs what integers cost and
keeps microseconds, with nothing to convert on the way in or out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Self

from portal.kernel.schedule import Schedule
from portal.kernel.wall_time import closing_instant, opening_instant

ZERO = timedelta(0)
MIDNIGHT = time()
BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)
# A window may run a whole day past the date it belongs to, and zones lie up to a day off UTC,
# so the outermost days of the dates compiled cannot be answered for.
MARGIN = timedelta(days=3)

Stretch = tuple[datetime, datetime]
Rows = tuple[datetime, datetime, list[datetime], list[datetime], list[timedelta]]


class Timetable:
    """Open stretches of the local years `first` to `last`; answers for [lo, hi)."""

    __slots__ = ("bases", "edges", "first", "hi", "last", "lo", "rows", "spent")

    def __init__(self, first: int, last: int, opened: Iterable[Stretch] = ()) -> None:
        """This function will lay out the rows for open stretches that are sorted and apart."""
        self.first, self.last = first, last
        self.lo = datetime(first, 1, 1, tzinfo=UTC) + MARGIN
        self.hi = datetime(last, 12, 31, tzinfo=UTC) - MARGIN
        self.edges: list[datetime] = []
        # Time spent since the table began is `at - bases[row]` while open, `spent[row]` while
        # closed; `spent` of an open row is what was spent when it opened, so it never falls.
        self.bases: list[datetime] = [self.lo]
        self.spent: list[timedelta] = [ZERO]
        for opens, closes in opened:
            self._append(opens, closes)
        # All that the two questions need, in one step: they are asked by the million.
        self.rows: Rows = (self.lo, self.hi, self.edges, self.bases, self.spent)

    @classmethod
    def endless(cls) -> Self:
        """This function will return the table of round-the-clock hours: one row, open, for all."""
        table = cls(MINYEAR, MAXYEAR)
        table.lo, table.hi = BEGINNING, END
        table.bases = [BEGINNING]
        table._append(BEGINNING, END)
        table.rows = (BEGINNING, END, table.edges, table.bases, table.spent)
        return table

    def _append(self, opens: datetime, closes: datetime) -> None:
        """This function will add two rows: the open one and the closed one that follows it."""
        before = self.spent[-1]
        base = opens - before
        self.edges += (opens, closes)
        self.bases += (base, base)
        self.spent += (before, closes - base)

    def earliest(self, target: timedelta) -> datetime | None:
        """This function will return the least instant by which `target` was spent, if it knows."""
        row = bisect_left(self.spent, target)
        if row == len(self.spent):
            return None
        found = self.bases[row] + target
        return found if found < self.hi else None

    def latest(self, target: timedelta) -> datetime | None:
        """This function will return the last instant with no more than `target` spent, if any."""
        row = bisect_right(self.spent, target)
        # A target before the table's beginning may lie outside datetime's range altogether.
        if target < ZERO or row == len(self.spent):
            return None
        found = self.bases[row] + target
        return found if found >= self.lo else None

    def spent_until(self, at: datetime) -> timedelta:
        """This function will return the open time from the table's beginning to `at`."""
        row = bisect_right(self.edges, at)
        return at - self.bases[row] if row & 1 else self.spent[row]

    def closed_around(self, at: datetime) -> tuple[datetime, datetime]:
        """This function will return the edges around a closed instant, the table's own at worst."""
        row = bisect_right(self.edges, at)
        before = self.edges[row - 1] if row else self.lo
        return before, self.edges[row] if row < len(self.edges) else self.hi


def compiled(schedule: Schedule, first: int, last: int) -> Timetable:
    """This function will place every window of the years given and total them up."""
    return Timetable(first, last, _merged(_opened(schedule, first, last)))


def _opened(schedule: Schedule, first: int, last: int) -> Iterator[Stretch]:
    """This function will place each date's windows, dropping those that clocks skipped whole."""
    for ordinal in range(date(first, 1, 1).toordinal(), date(last, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        for window in schedule.windows_on(day):
            midnight = datetime.combine(day, MIDNIGHT)
            opens = opening_instant(midnight + timedelta(seconds=window.opens), schedule.zone)
            closes = closing_instant(midnight + timedelta(seconds=window.end), schedule.zone)
            if opens < closes:
                yield opens, closes


def _merged(opened: Iterable[Stretch]) -> list[Stretch]:
    """This function will join stretches that overlap or touch, so that an edge is a change."""
    merged: list[Stretch] = []
    for opens, closes in sorted(opened):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged
