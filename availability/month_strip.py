"""A month as one band: every second in its class, and the stretches behind it as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain.month import Availability
from availability.domain.spans import Span, instant_of, span_of

WIDTH = 100.0  # percentages of the band: it stretches with the page
NARROWEST = 0.35  # a minute of a month would not be seen otherwise
WEEK = 7
MOST = 400  # stretches drawn and listed; a month with more is told in its classes alone

LOOKS = {
    "maintenance": "Maintenance that keeps its rules: leaves the month",
    "emergency": "Emergency maintenance: excused",
    "excluded": "Excluded by decision",
    "partial": "Restricted use, counted in part",
    "downtime": "Downtime",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of one class, with its place on the band."""

    look: str
    start: datetime
    end: datetime
    x: float
    width: float

    @property
    def lasting(self) -> timedelta:
        """How long it is."""
        return self.end - self.start

    @property
    def words(self) -> str:
        """What its class is called."""
        return LOOKS[self.look].partition(":")[0]


@dataclass(frozen=True, slots=True)
class Tick:
    """A date under the band."""

    day: date
    x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthStrip:
    """What is drawn of a month."""

    pieces: tuple[Piece, ...]  # in order of time
    ticks: tuple[Tick, ...]
    until: float  # where one looks from, while the month goes on
    count: int  # of all stretches, drawn or not

    @property
    def looks(self) -> dict[str, str]:
        """The classes that occur, with their words."""
        seen = {piece.look for piece in self.pieces}
        return {look: words for look, words in LOOKS.items() if look in seen}


def month_strip(found: Availability, at: datetime) -> MonthStrip:
    """Return the band of a month and the stretches in it."""
    whole = found.month.within(found.policy.reporting_zone)
    span = span_of(whole)
    pieces = sorted(_pieces(found, span), key=lambda one: (one.start, one.end))
    return MonthStrip(
        pieces=tuple(pieces[:MOST]),
        ticks=tuple(_ticks(found, span)),
        until=min(max(_x(span_of_instant(at), span), 0.0), WIDTH),
        count=len(pieces),
    )


def span_of_instant(at: datetime) -> int:
    """Return an instant's second."""
    return int(at.timestamp())


def _pieces(found: Availability, span: Span) -> Iterator[Piece]:
    classes = found.classes
    named = {
        "maintenance": classes.maintenance,
        "emergency": classes.emergency,
        "excluded": classes.excluded,
        "downtime": classes.downtime,
    }
    rows = [(look, row) for look, spans in named.items() for row in spans]
    rows += [("partial", row) for _, spans in classes.partial for row in spans]
    for look, (start, end) in rows:
        width = max(_x(end, span) - _x(start, span), NARROWEST)
        x = min(_x(start, span), WIDTH - width)
        yield Piece(
            look=look,
            start=instant_of(start),
            end=instant_of(end),
            x=round(x, 2),
            width=round(width, 2),
        )


def _ticks(found: Availability, span: Span) -> Iterator[Tick]:
    zone: ZoneInfo = found.policy.reporting_zone
    for place in range(1, found.month.last_day.day + 1, WEEK):
        day = date(found.month.year, found.month.number, place)
        begins = datetime(day.year, day.month, day.day, tzinfo=zone)
        yield Tick(day, round(_x(span_of_instant(begins), span), 2))


def _x(second: int, span: Span) -> float:
    start, end = span
    return (second - start) * WIDTH / (end - start)
