"""A year of a calendar as it is drawn: twelve months of weeks, each date with its holiday."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Day:
    """A date of a month."""

    date: date
    holiday: str = ""  # its name; empty: none
    worked: str = ""  # the name of a holiday that was decided to be none

    @property
    def is_weekend(self) -> bool:
        """This property will say whether it is a Saturday or a Sunday."""
        return self.date.weekday() > 4


type Week = tuple[Day | None, ...]  # None: the place belongs to another month


@dataclass(frozen=True, slots=True)
class Month:
    """A month's weeks, Mondays first."""

    first: date
    weeks: tuple[Week, ...]


def months_of(year: int, holidays: Mapping[date, str], worked: Mapping[date, str]) -> list[Month]:
    """This function will lay out a year with its holidays and the ones that are worked."""

    def drawn(day: date, month: int) -> Day | None:
        if day.month != month:
            return None
        return Day(day, holidays.get(day, ""), worked.get(day, ""))

    return [
        Month(
            date(year, month, 1),
            tuple(
                tuple(drawn(day, month) for day in week)
                for week in Calendar().monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    ]
