"""What of each local day was lost: the same stretches as the month's figures, cut at midnights."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.kernel.period import Period, Periods
from portal.kernel.wall_time import opening_instant

ONE_DAY = timedelta(days=1)
ZERO = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A component's local day."""

    on: date
    down: timedelta = ZERO
    impaired: timedelta = ZERO
    work: timedelta = ZERO
    is_measured: bool = False

    @property
    def look(self) -> str:
        """This property will return what the day is drawn as: the worst of what was in it."""
        if self.down:
            return "down"
        if self.impaired:
            return "impaired"
        if self.work:
            return "work"
        return "up" if self.is_measured else "unknown"

    @property
    def is_plain(self) -> bool:
        """This property will say whether nothing is to be told of the day."""
        return not (self.down or self.impaired or self.work)


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive local days and the instants between them."""

    dates: tuple[date, ...]
    bounds: tuple[datetime, ...]  # one more than there are dates

    @classmethod
    def until(cls, last: date, count: int, zone: ZoneInfo) -> "Days":
        """This function will return so many days, the last of them named."""
        dates = [last - place * ONE_DAY for place in range(count - 1, -1, -1)]
        edges = [*dates, last + ONE_DAY]
        bounds = [opening_instant(datetime.combine(day, time()), zone) for day in edges]
        return cls(tuple(dates), tuple(bounds))

    @property
    def period(self) -> Period:
        """This property will return all of them as one stretch."""
        return Period(self.bounds[0], self.bounds[-1])

    def sums(self, periods: Iterable[Period]) -> list[timedelta]:
        """This function will return how much of stretches that do not overlap lies in each day."""
        found = [ZERO] * len(self.dates)
        for period in periods:
            place = max(bisect_right(self.bounds, period.start) - 1, 0)
            while place < len(found) and self.bounds[place] < period.end:
                start = max(period.start, self.bounds[place])
                end = min(period.end, self.bounds[place + 1])
                if start < end:
                    found[place] += end - start
                place += 1
        return found


def days_of(
    days: Days,
    *,
    down: Sequence[Period],
    impaired: Sequence[Period],
    works: Sequence[Period],
    measured: Iterable[date],
) -> list[Day]:
    """This function will tell of each day what was in it; no second of it is told twice."""
    lost = Periods(down)
    limped = Periods(impaired) - lost
    worked = Periods(works) - lost - limped
    known = set(measured)
    sums = zip(days.dates, days.sums(lost), days.sums(limped), days.sums(worked), strict=True)
    return [
        Day(on=on, down=out, impaired=poor, work=work, is_measured=on in known)
        for on, out, poor, work in sums
    ]
