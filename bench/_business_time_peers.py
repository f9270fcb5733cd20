"""The same office hours in four hands: ours, two libraries', and a plain loop's."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import businesstimedelta
import holidays
import pytz  # type: ignore[import-untyped] # published without types
from opening_hours import OpeningHours, State

from portal.kernel.business_time import BusinessCalendar, Window

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = time(9), time(17, 30)
YEARS = range(2024, 2029)
HOLIDAYS: dict[date, str] = dict(holidays.country_holidays("GB", subdiv="ENG", years=YEARS))
ZERO = timedelta(0)
DAY = timedelta(days=1)


class OfficeHours(Protocol):
    """Whoever answers the two questions."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """This function will return the office time in [start, end)."""

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """This function will return when `amount` of office time has been spent."""


def our_calendar() -> BusinessCalendar:
    """This function will return the hours as Sundial keeps them."""
    week = {day: [Window.parse("09:00", "17:30")] for day in range(5)}
    return BusinessCalendar(LONDON, week, holidays=HOLIDAYS, name="London office")


class WithPlainLoop:
    """What one writes by hand: a step a day, closed days skipped before any zone is asked."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """This function will add up each working day's share of [start, end)."""
        day, last = start.astimezone(LONDON).date(), end.astimezone(LONDON).date()
        spent, off, combine = ZERO, HOLIDAYS, datetime.combine
        while day <= last:
            if day.weekday() < 5 and day not in off:
                opens = combine(day, OPENS, LONDON).astimezone(UTC)
                closes = combine(day, CLOSES, LONDON).astimezone(UTC)
                opens, closes = max(opens, start), min(closes, end)
                if opens < closes:
                    spent += closes - opens
            day += DAY
        return spent

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """This function will take off each working day's share until nothing is left."""
        day = start.astimezone(LONDON).date()
        off, combine = HOLIDAYS, datetime.combine
        while True:
            if day.weekday() < 5 and day not in off:
                opens = max(combine(day, OPENS, LONDON).astimezone(UTC), start)
                free = combine(day, CLOSES, LONDON).astimezone(UTC) - opens
                if free >= amount:
                    return opens + amount
                if free > ZERO:
                    amount -= free
            day += DAY


class WithOpeningHours:
    """opening-hours-py (Rust): its intervals, summed.

    Each holiday is named by its date, in one rule (the fastest way of naming them): its own
    list for GB is not England's.
    """

    def __init__(self) -> None:
        """This function will write the hours as OpenStreetMap does."""
        off = ",".join(f"{day:%Y %b %d}" for day in sorted(HOLIDAYS))
        self.hours = OpeningHours(f"Mo-Fr 09:00-17:30; {off} off", timezone=LONDON)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """This function will add up the open intervals of [start, end)."""
        spent = ZERO
        for opens, closes, state, _ in self.hours.intervals(
            start.astimezone(LONDON), end.astimezone(LONDON)
        ):
            if state == State.OPEN:
                spent += closes - opens
        return spent

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """This function will take off the open intervals until nothing is left."""
        for opens, closes, state, _ in self.hours.intervals(start.astimezone(LONDON)):
            if state == State.OPEN:
                if closes - opens >= amount:
                    return (opens + amount).astimezone(UTC)
                amount -= closes - opens
        raise LookupError("no open time ahead")


class WithBusinessTimeDelta:
    """businesstimedelta: its rules for a working day and for holidays."""

    def __init__(self) -> None:
        """This function will state the rules in its words; it needs a zone of pytz."""
        zone = pytz.timezone("Europe/London")
        day = businesstimedelta.WorkDayRule(OPENS, CLOSES, [0, 1, 2, 3, 4], tz=zone)
        off = businesstimedelta.HolidayRule(HOLIDAYS, tz=zone)
        self.rules = businesstimedelta.Rules([day, off])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """This function will ask for the difference."""
        found: timedelta = self.rules.difference(start, end).timedelta
        return found

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """This function will add an amount bound to the rules."""
        due: datetime = start + businesstimedelta.BusinessTimeDelta(self.rules, timedelta=amount)
        return due.astimezone(UTC)
