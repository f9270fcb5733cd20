"""Half-open stretches of UTC time, one (`Period`) or many (`Periods`)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

ZERO = timedelta(0)


def as_utc(at: datetime) -> datetime:
    """This function will return the same instant in UTC and refuse a wall time without a zone."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise ValueError(f"{at.isoformat()} has no time zone, so it is no instant.")
    return at.astimezone(UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The instants from `start` up to, but not including, `end`."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """This function will normalise both ends to UTC and refuse an empty period."""
        object.__setattr__(self, "start", as_utc(self.start))
        object.__setattr__(self, "end", as_utc(self.end))
        if self.end <= self.start:
            raise ValueError(f"A period must end after it starts, not {self}.")

    @property
    def duration(self) -> timedelta:
        """This function will return the elapsed time, to the microsecond."""
        return self.end - self.start

    def contains(self, at: datetime) -> bool:
        """This function will tell whether `at` lies inside; the end does not."""
        return self.start <= as_utc(at) < self.end

    def overlaps(self, other: Self) -> bool:
        """This function will tell whether both share an instant; touching is not sharing."""
        return self.start < other.end and other.start < self.end

    def intersection(self, other: Self) -> "Period | None":
        """This function will return what both share, or None."""
        if not self.overlaps(other):
            return None
        return Period(max(self.start, other.start), min(self.end, other.end))

    def __str__(self) -> str:
        """This function will print both ends as instants."""
        return f"{self.start.isoformat()} to {self.end.isoformat()}"


class Periods:
    """A set of instants as sorted periods that neither overlap nor touch. Immutable."""

    __slots__ = ("_periods", "_starts")

    def __init__(self, periods: Iterable[Period] = ()) -> None:
        """This function will sort the periods and merge those that overlap or touch."""
        self._periods = tuple(_merged(periods))
        self._starts = [period.start for period in self._periods]

    def __iter__(self) -> Iterator[Period]:
        """This function will yield the periods in order of time."""
        return iter(self._periods)

    def __len__(self) -> int:
        """This function will count the merged periods."""
        return len(self._periods)

    def __eq__(self, other: object) -> bool:
        """This function will compare the instants covered, not how they were given."""
        return isinstance(other, Periods) and self._periods == other._periods

    def __hash__(self) -> int:
        """This function will hash the instants covered."""
        return hash(self._periods)

    def __repr__(self) -> str:
        """This function will print the periods as text a person can check."""
        return f"Periods({', '.join(map(str, self._periods))})"

    def __or__(self, other: Self) -> "Periods":
        """This function will return the instants in either."""
        return Periods((*self._periods, *other._periods))

    def __and__(self, other: Self) -> "Periods":
        """This function will return the instants in both."""
        return Periods(_common(self._periods, other._periods))

    def __sub__(self, other: Self) -> "Periods":
        """This function will return the instants in this one only."""
        return Periods(
            rest for period in self._periods for rest in _without(period, other.near(period))
        )

    def total(self) -> timedelta:
        """This function will add up the elapsed time."""
        return sum((period.duration for period in self._periods), ZERO)

    def contains(self, at: datetime) -> bool:
        """This function will tell whether `at` is covered."""
        at = as_utc(at)
        index = bisect_right(self._starts, at)
        return index > 0 and at < self._periods[index - 1].end

    def clip(self, start: datetime, end: datetime) -> "Periods":
        """This function will keep what lies in [start, end); nothing when that is empty."""
        if end <= start:
            return Periods()
        return self & Periods([Period(start, end)])

    def near(self, period: Period) -> Iterator[Period]:
        """This function will yield the periods that overlap the one given."""
        index = max(bisect_right(self._starts, period.start) - 1, 0)
        for other in self._periods[index:]:
            if other.start >= period.end:
                return
            if other.overlaps(period):
                yield other


def _merged(periods: Iterable[Period]) -> list[Period]:
    """This function will return the periods sorted, overlapping and touching ones as one."""
    merged: list[Period] = []
    for period in sorted(periods):
        if merged and period.start <= merged[-1].end:
            if period.end > merged[-1].end:
                merged[-1] = Period(merged[-1].start, period.end)
        else:
            merged.append(period)
    return merged


def _common(ours: tuple[Period, ...], theirs: tuple[Period, ...]) -> Iterator[Period]:
    """This function will walk both sorted rows once and yield what they share."""
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if shared := ours[i].intersection(theirs[j]):
            yield shared
        if ours[i].end <= theirs[j].end:
            i += 1
        else:
            j += 1


def _without(period: Period, holes: Iterable[Period]) -> Iterator[Period]:
    """This function will yield what is left of `period` once the sorted holes are cut out."""
    start = period.start
    for hole in holes:
        if hole.start > start:
            yield Period(start, hole.start)
        start = max(start, hole.end)
    if start < period.end:
        yield Period(start, period.end)


NONE = Periods()
