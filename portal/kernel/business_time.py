"""Business time: how much of it lies between two instants, and when an amount is spent.

The rules, with worked tables, are in docs/algorithms/business-time.md. Both questions are
binary searches in a compiled `Timetable`; local time is left behind when it is compiled.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from portal.kernel.almanac import Almanac
from portal.kernel.period import NONE, ZERO, Period, Periods, as_utc
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import NO_DATE_HOURS, NO_HOLIDAYS, Hours, Schedule
from portal.kernel.stretches import OPEN, Stretch, why_closed
from portal.kernel.timetable import Timetable
from portal.kernel.window import DAY, Window

__all__ = ["BusinessCalendar", "Stretch", "Window"]

# Longer than all the time there is between the years 1 and 9999, and safe to add to it.
UNTHINKABLE = timedelta(days=4_000_000)


class BusinessCalendar:
    """The hours in which contract time counts, in one zone. Immutable; compared by value."""

    __slots__ = ("_almanac", "_schedule", "name")

    def __init__(
        self,
        zone: ZoneInfo | str,
        weekly: Mapping[int, Hours],
        *,
        holidays: Mapping[date, str] = NO_HOLIDAYS,
        date_hours: Mapping[date, Hours] = NO_DATE_HOURS,
        name: str = "",
    ) -> None:
        """This function will keep the hours; nothing is compiled until somebody asks."""
        self.name = name
        self._schedule = Schedule.of(zone, weekly, holidays, date_hours)
        self._almanac = Almanac(self._schedule)

    @classmethod
    def always(cls) -> Self:
        """This function will return the calendar of pure elapsed time, 24x7."""
        weekly = {day: (Window(0, DAY),) for day in range(7)}
        return cls(ZoneInfo("UTC"), weekly, name="24x7")

    def changing(self, later: Iterable[tuple[date, "BusinessCalendar"]]) -> "BusinessCalendar":
        """This function will return a calendar that counts as others do from local dates on.

        Dates come in order; a business day's length stays this calendar's.

        :raises Refusal: if another counts in another zone, unless it never rests.
        """
        changed = BusinessCalendar(self.zone, {}, name=self.name)
        changed._schedule = self._schedule.changing(
            (since, other.schedule) for since, other in later
        )
        changed._almanac = Almanac(changed.schedule)
        return changed

    def in_zone(self, zone: ZoneInfo | str) -> "BusinessCalendar":
        """This function will return hours that never rest, reckoned by another zone's dates."""
        if not self._schedule.is_always_open():
            raise ValueError("Only hours that never rest are the same in every zone.")
        return BusinessCalendar(zone, self._schedule.weekly, name=self.name)

    def between(self, start: datetime, end: datetime, *, excluding: Periods = NONE) -> timedelta:
        """This function will return the open time in [start, end), less what is excluded."""
        if start.tzinfo is not UTC:
            start = as_utc(start)
        if end.tzinfo is not UTC:
            end = as_utc(end)
        lo, hi, edges, bases, totals = self._almanac.table.rows
        if not lo <= start <= end < hi:
            _, _, edges, bases, totals = self._almanac.covering(start, end).rows
        row = bisect_right(edges, start)
        before = start - bases[row] if row & 1 else totals[row]
        row = bisect_right(edges, end, row)
        spent = (end - bases[row] if row & 1 else totals[row]) - before
        return spent - self._excluded(start, end, excluding) if excluding else spent

    def after(self, start: datetime, amount: timedelta, *, excluding: Periods = NONE) -> datetime:
        """This function will return the least instant at which `amount` has been spent.

        Nothing to spend is spent at `start`. A negative amount goes back to the latest
        instant from which that much was spent until `start`.

        :raises Refusal: if the open time ahead (or behind) does not suffice.
        """
        if start.tzinfo is not UTC:
            start = as_utc(start)
        if excluding:
            return self._after_excluding(start, amount, excluding)
        lo, hi, edges, bases, totals = self._almanac.table.rows
        if ZERO < amount < UNTHINKABLE and lo <= start < hi:
            row = bisect_right(edges, start)
            target = (start - bases[row] if row & 1 else totals[row]) + amount
            row = bisect_left(totals, target, row)
            if row < len(totals) and (due := bases[row] + target) < hi:
                return due
        return self._after_growing(start, amount)

    def between_many(self, pairs: Iterable[tuple[datetime, datetime]]) -> list[timedelta]:
        """This function will answer `between` for many pairs, in order."""
        between = self.between
        return [between(start, end) for start, end in pairs]

    def after_many(self, items: Iterable[tuple[datetime, timedelta]]) -> list[datetime]:
        """This function will answer `after` for many starts and amounts, in order."""
        after = self.after
        return [after(start, amount) for start, amount in items]

    def is_open(self, at: datetime) -> bool:
        """This function will tell whether time counts at `at`; at a closing it does not."""
        at = as_utc(at)
        return bool(bisect_right(self._almanac.covering(at, at).edges, at) & 1)

    def next_opening(self, at: datetime) -> datetime:
        """This function will return the first instant from `at` on at which time counts.

        :raises Refusal: if there is none within the horizon.
        """
        at = as_utc(at)
        for table in self._almanac.ever_larger(at, ZERO):
            row = bisect_right(table.edges, at)
            if row & 1:
                return at
            if row < len(table.edges) and table.edges[row] < table.hi:
                return table.edges[row]
        raise Refusal(f"The calendar does not open after {at:%Y-%m-%d %H:%M} UTC.", code="never")

    def open_periods(self, start: datetime, end: datetime) -> Periods:
        """This function will return the open time in [start, end) as periods."""
        start, end = as_utc(start), as_utc(end)
        parts = _parts(self._almanac.covering(start, end), start, end)
        return Periods(period for period, is_open in parts if is_open)

    def stretches(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """This function will part [start, end) into open and closed, the closed with reasons."""
        start, end = as_utc(start), as_utc(end)
        table = self._almanac.covering(start, end)
        return (self._stretch(table, *part) for part in _parts(table, start, end))

    def regular_day(self) -> timedelta:
        """This function will return how long one business day is (LU-14)."""
        return self._schedule.regular_day()

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """This function will return the windows that open on a local date."""
        return self._schedule.windows_on(day)

    @property
    def schedule(self) -> Schedule:
        """This function will return what was agreed, by the clock on the wall."""
        return self._schedule

    @property
    def zone(self) -> ZoneInfo:
        """This function will return the zone in which the hours were agreed."""
        return self._schedule.zone

    @property
    def is_empty(self) -> bool:
        """This function will tell whether the calendar never opens: not fit for a contract."""
        return self._schedule.is_empty()

    def __eq__(self, other: object) -> bool:
        """This function will compare the agreed hours and the name."""
        if not isinstance(other, BusinessCalendar):
            return NotImplemented
        return (self.name, self._schedule) == (other.name, other._schedule)

    def __hash__(self) -> int:
        """This function will hash by what is cheap; equality decides the rest."""
        return hash((self.name, self.zone.key, len(self._schedule.holidays)))

    def __repr__(self) -> str:
        """This function will name the calendar and its zone."""
        return f"BusinessCalendar({self.name or 'unnamed'}, {self.zone.key})"

    def _stretch(self, table: Timetable, shown: Period, is_open: bool) -> Stretch:
        """This function will say of one part of a period why it is closed, if it is."""
        if is_open:
            return Stretch(shown, is_open=True, reason=OPEN)
        closed = Period(*table.closed_around(shown.start))
        return Stretch(shown, is_open=False, reason=_why(self, shown, closed))

    def _excluded(self, start: datetime, end: datetime, excluding: Periods) -> timedelta:
        """This function will return how much open time in [start, end) is excluded."""
        pauses = excluding.clip(start, end)
        return sum((self.between(pause.start, pause.end) for pause in pauses), ZERO)

    def _after_excluding(self, start: datetime, amount: timedelta, excluding: Periods) -> datetime:
        """This function will spend the amount in the gaps between what is excluded."""
        if amount <= ZERO:
            return self._before_excluding(start, amount, excluding) if amount else start
        due = self.after(start, amount)
        for pause in excluding:
            if due <= pause.start:
                break
            if pause.end > start:
                amount -= self.between(start, max(start, pause.start))
                start = pause.end
                due = self.after(start, amount)
        return due

    def _before_excluding(self, start: datetime, amount: timedelta, excluding: Periods) -> datetime:
        """This function will spend a negative amount, backwards between what is excluded."""
        begun = self.after(start, amount)
        for pause in reversed(tuple(excluding)):
            if begun >= pause.end:
                break
            if pause.start < start:
                amount += self.between(min(start, pause.end), start)
                start = pause.start
                begun = self.after(start, amount)
        return begun

    def _after_growing(self, start: datetime, amount: timedelta) -> datetime:
        """This function will answer `after` where the table at hand does not suffice."""
        if not amount:
            return start
        tables = self._almanac.ever_larger(start, abs(amount)) if abs(amount) < UNTHINKABLE else ()
        for table in tables:
            target = table.spent_until(start) + amount
            found = table.earliest(target) if amount > ZERO else table.latest(target)
            if found is not None:
                return found
        where = "ahead of" if amount > ZERO else "before"
        raise Refusal(
            f"There is not that much open time {where} {start:%Y-%m-%d %H:%M} UTC.", code="never"
        )


@lru_cache(maxsize=20_000)
def _why(calendar: BusinessCalendar, shown: Period, closed: Period) -> str:
    """This function will say why a calendar is closed, once: nights are shown again and again."""
    return why_closed(calendar.schedule, shown, closed)


def _parts(table: Timetable, start: datetime, end: datetime) -> Iterator[tuple[Period, bool]]:
    """This function will part [start, end) at every edge of a table, telling open from closed."""
    row = bisect_right(table.edges, start)
    while start < end:
        until = min(table.edges[row], end) if row < len(table.edges) else end
        yield Period(start, until), bool(row & 1)
        start, row = until, row + 1
