"""The timetable of a calendar, compiled for as many years as anybody has asked about."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.kernel.refusal import Refusal
from portal.kernel.schedule import Schedule
from portal.kernel.timetable import Timetable, compiled

# One turn of the Gregorian calendar: weekdays and dates repeat after it, so what did not open
# within it never will, and no contract reaches beyond. It bounds every search.
FIRST_YEAR, LAST_YEAR = 1900, 2299
WEEKS = 146_097 // 7
# More than daylight saving can add to a week's hours, over the years.
SLACK = timedelta(hours=1)
NOT_COMPILED = Timetable(1971, 1970)
ENDLESS = Timetable.endless()


class Almanac:
    """The one mutable thing about a calendar, and only ever replaced as a whole.

    Two threads may both compile; each uses its own table and one of the two is kept.
    """

    __slots__ = ("_schedule", "table")

    def __init__(self, schedule: Schedule) -> None:
        """This function will compile nothing yet; hours without a gap never need it."""
        self._schedule = schedule
        self.table = ENDLESS if schedule.is_always_open() else NOT_COMPILED

    def covering(self, start: datetime, end: datetime) -> Timetable:
        """This function will return a table that answers from `start` to `end`.

        :raises Refusal: if the end lies before the start, either beyond the horizon, or the
            calendar has no hours at all.
        """
        table = self.table
        if table.lo <= start <= end < table.hi:
            return table
        if end < start:
            raise Refusal("The end lies before the start.", code="end_before_start")
        if self._schedule.is_empty():
            raise Refusal("The calendar has no service hours at all.", code="no_hours")
        if start.year < FIRST_YEAR or end.year > LAST_YEAR:
            raise Refusal(
                f"Business time is reckoned from {FIRST_YEAR} to {LAST_YEAR} only.", code="horizon"
            )
        return self._grow(start.year - 1, end.year + 1)

    def ever_larger(self, at: datetime, amount: timedelta) -> Iterator[Timetable]:
        """This function will yield tables around `at`, growing to the horizon, to find `amount`.

        An amount beyond all the hours there are ends the search at once.
        """
        table = self.covering(at, at)
        yield table
        if amount > WEEKS * (self._schedule.week() + SLACK) + self._schedule.single_dates():
            return
        while table.first >= FIRST_YEAR or table.last <= LAST_YEAR:
            span = table.last - table.first
            table = self._grow(table.first - span, table.last + span)
            yield table

    def _grow(self, first: int, last: int) -> Timetable:
        """This function will widen the table to the years given, within the horizon."""
        known = self.table
        if known is not NOT_COMPILED:
            # Growing by a share of what is there keeps a walk through the years linear.
            more = (known.last - known.first) // 2
            first = known.first if first >= known.first else min(first, known.first - more)
            last = known.last if last <= known.last else max(last, known.last + more)
        first, last = max(first, FIRST_YEAR - 1), min(last, LAST_YEAR + 1)
        self.table = table = compiled(self._schedule, first, last)
        return table
