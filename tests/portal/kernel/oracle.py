"""Business time the plain way: walk the wall clock a minute at a time and count.

Shares nothing with the code under test. The walk notes what the clock on the wall showed
in every UTC minute of some days; an edge of a window is looked up in that record.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
MARGIN = timedelta(days=8)

# A day's windows as (opening, closing) minutes after midnight.
Windows = Sequence[tuple[int, int]]


class Walk:
    """What the clock on the wall showed, minute by minute, some days each side of a day."""

    def __init__(self, zone: str, around: date) -> None:
        """This function will watch the clock, noting each time's first and last showing."""
        self.start = datetime(around.year, around.month, around.day, tzinfo=UTC) - MARGIN
        self.minutes = 2 * MARGIN // MINUTE
        self.first: dict[datetime, int] = {}
        self.last: dict[datetime, int] = {}
        there = ZoneInfo(zone)
        for index in range(self.minutes):
            wall = (self.start + index * MINUTE).astimezone(there).replace(tzinfo=None)
            self.first.setdefault(wall, index)
            self.last[wall] = index

    def edge(self, wall: datetime, showings: Mapping[datetime, int]) -> int:
        """This function will find a time on the wall, or where the clock jumped over it."""
        while wall not in showings:
            wall += MINUTE
        return showings[wall]


@lru_cache
def walk(zone: str, around: date) -> Walk:
    """This function will remember a walk: it is long."""
    return Walk(zone, around)


class Oracle:
    """Which minutes of a walk are open, by looking at each."""

    def __init__(
        self,
        zone: str,
        around: date,
        weekly: Mapping[int, Windows],
        holidays: Sequence[date],
        date_hours: Mapping[date, Windows],
    ) -> None:
        """This function will open the minutes of every window of the days walked."""
        clock = walk(zone, around)
        self.start = clock.start
        self.open = [False] * clock.minutes
        for offset in range(-6, 6):
            day = around + timedelta(days=offset)
            windows = date_hours.get(day, () if day in holidays else weekly.get(day.weekday(), ()))
            for opens, closes in windows:
                midnight = datetime.combine(day, time())
                closes += 24 * 60 if closes <= opens else 0
                first = clock.edge(midnight + opens * MINUTE, clock.first)
                last = clock.edge(midnight + closes * MINUTE, clock.last)
                for index in range(first, last):
                    self.open[index] = True

    def pause(self, start: datetime, end: datetime) -> None:
        """This function will close the minutes of a pause, given in whole minutes."""
        for index in range((start - self.start) // MINUTE, (end - self.start) // MINUTE):
            self.open[index] = False

    def between(self, start: datetime, end: datetime) -> timedelta:
        """This function will add up the open minutes, the first and last in part."""
        spent = timedelta(0)
        for index in range((start - self.start) // MINUTE, len(self.open)):
            minute = self.start + index * MINUTE
            if minute >= end:
                break
            if self.open[index]:
                spent += min(end, minute + MINUTE) - max(start, minute)
        return spent

    def after(self, start: datetime, amount: timedelta) -> datetime | None:
        """This function will walk on until the amount is spent; None at the end of the walk."""
        for index in range((start - self.start) // MINUTE, len(self.open)):
            if self.open[index]:
                begins = max(start, self.start + index * MINUTE)
                ends = self.start + (index + 1) * MINUTE
                if amount <= ends - begins:
                    return begins + amount
                amount -= ends - begins
        return None

    def before(self, start: datetime, amount: timedelta) -> datetime | None:
        """This function will walk back until the amount is spent; None at the walk's start."""
        for index in range((start - self.start) // MINUTE, -1, -1):
            if self.open[index]:
                begins = self.start + index * MINUTE
                ends = min(start, begins + MINUTE)
                if amount <= ends - begins:
                    return ends - amount
                amount -= ends - begins
        return None
