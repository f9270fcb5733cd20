"""A calendar month, and the instants at which it begins and ends somewhere."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from portal.kernel.period import Period, as_utc
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import opening_instant

MONTHS = 12
WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
FIRST_YEAR = 1970  # before it zones are guesses, and no agreement is that old


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; when it begins is another instant in every zone."""

    year: int
    number: int  # 1 is January

    @classmethod
    def parse(cls, text: str) -> Self:
        """This function will read a month as it is written: 2026-03.

        :raises Refusal: if the text is none.
        """
        found = WRITTEN.fullmatch(text)
        if not found or not FIRST_YEAR <= int(found[1]) < date.max.year:
            raise Refusal(f"{text!r} is no month; write it like 2026-03.", code="bad_month")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo) -> Self:
        """This function will return the month that the calendar in a zone shows at an instant."""
        local = as_utc(at).astimezone(zone)
        return cls(local.year, local.month)

    def plus(self, months: int) -> "Month":
        """This function will return the month so many later, or earlier when below zero."""
        year, number = divmod(self.year * MONTHS + self.number - 1 + months, MONTHS)
        return Month(year, number + 1)

    def begins(self, zone: ZoneInfo) -> datetime:
        """This function will return the first instant of the month in a zone, in UTC."""
        return opening_instant(datetime(self.year, self.number, 1), zone)  # noqa: DTZ001 - a wall time

    def within(self, zone: ZoneInfo) -> Period:
        """This function will return the month's instants: half-open, so that none is in two."""
        return Period(self.begins(zone), self.plus(1).begins(zone))

    @property
    def last_day(self) -> date:
        """This property will return the month's last date."""
        return date.fromordinal(self.plus(1).first_day.toordinal() - 1)

    @property
    def first_day(self) -> date:
        """This property will return the month's first date."""
        return date(self.year, self.number, 1)

    def __str__(self) -> str:
        """This function will write the month so that text sorts like time."""
        return f"{self.year:04}-{self.number:02}"
