"""Sets of whole seconds, as sorted stretches that neither overlap nor touch.

The arithmetic of a month is done in whole seconds since 1970: an instant is cut to its second.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

from portal.kernel.period import Period, Periods

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)

type Span = tuple[int, int]  # half-open


def second_of(at: datetime) -> int:
    """This function will return the second in which an instant lies."""
    return (at - EPOCH) // SECOND


def instant_of(second: int) -> datetime:
    """This function will return the instant at which a second begins."""
    return EPOCH + second * SECOND


def span_of(period: Period) -> Span:
    """This function will return a period in whole seconds; what lies in one second is nothing."""
    return second_of(period.start), second_of(period.end)


class Spans:
    """A set of seconds. Immutable."""

    __slots__ = ("rows",)

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        """This function will sort the stretches and merge those that overlap or touch."""
        self.rows = _merged(spans)

    @classmethod
    def of(cls, periods: Iterable[Period]) -> "Spans":
        """This function will return the seconds of periods."""
        return cls(map(span_of, periods))

    def __iter__(self) -> Iterator[Span]:
        """This function will yield the stretches in order of time."""
        return iter(self.rows)

    def __len__(self) -> int:
        """This function will count the stretches."""
        return len(self.rows)

    def __eq__(self, other: object) -> bool:
        """This function will compare the seconds covered, not how they were given."""
        return isinstance(other, Spans) and self.rows == other.rows

    def __hash__(self) -> int:
        """This function will hash the seconds covered."""
        return hash(tuple(self.rows))

    def __repr__(self) -> str:
        """This function will print the stretches as instants."""
        return f"Spans({', '.join(map(str, self.periods()))})"

    def __or__(self, other: "Spans") -> "Spans":
        """This function will return the seconds in either."""
        return Spans(chain(self.rows, other.rows)) if self.rows and other.rows else self or other

    def __and__(self, other: "Spans") -> "Spans":
        """This function will return the seconds in both."""
        return _ready(_common(self.rows, other.rows))

    def __sub__(self, other: "Spans") -> "Spans":
        """This function will return the seconds in this one only."""
        return _ready(_without(self.rows, other.rows)) if other.rows else self

    def total(self) -> int:
        """This function will count the seconds."""
        return sum(end - start for start, end in self.rows)

    def within(self, start: int, end: int) -> int:
        """This function will count the seconds in [start, end), without a look at the others."""
        total, row = 0, bisect_left(self.rows, (start,))
        if row and self.rows[row - 1][1] > start:
            row -= 1
        while row < len(self.rows) and self.rows[row][0] < end:
            since, until = self.rows[row]
            total += min(until, end) - max(since, start)
            row += 1
        return total

    def periods(self) -> Periods:
        """This function will return the same as instants."""
        return Periods(Period(instant_of(start), instant_of(end)) for start, end in self.rows)


def _ready(rows: list[Span]) -> Spans:
    """This function will make a set of stretches that are in order already."""
    made = Spans()
    made.rows = rows
    return made


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    since = until = 0
    is_open = False
    for start, end in sorted(spans):
        if end <= start:
            continue
        if is_open and start <= until:
            until = max(until, end)
            continue
        if is_open:
            merged.append((since, until))
        since, until, is_open = start, end, True
    if is_open:
        merged.append((since, until))
    return merged


def _common(ours: list[Span], theirs: list[Span]) -> list[Span]:
    """This function will walk both rows once and return what they share."""
    found: list[Span] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        (start, end), (other_start, other_end) = ours[i], theirs[j]
        since, until = max(start, other_start), min(end, other_end)
        if since < until:
            found.append((since, until))
        if end <= other_end:
            i += 1
        else:
            j += 1
    return found


def _without(ours: list[Span], holes: list[Span]) -> list[Span]:
    """This function will walk both rows once and return what the holes leave."""
    left: list[Span] = []
    j = 0
    for start, end in ours:
        while j < len(holes) and holes[j][1] <= start:
            j += 1
        at, k = start, j
        while k < len(holes) and holes[k][0] < end:
            if holes[k][0] > at:
                left.append((at, holes[k][0]))
            at = holes[k][1]
            k += 1
        if at < end:
            left.append((at, end))
    return left


NOTHING = Spans()
