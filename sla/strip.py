"""The time strip: a clock drawn from report to now and on to its due instant.

Counted time is drawn to scale; a stretch in which nothing could count has one fixed width, so
that a weekend does not squeeze the hours that matter. All places are percentages of the band:
it stretches with the page while its words keep their size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sla.domain.clock import Phase, Reading
from sla.domain.segments import Reason
from sla.lettering import NARROW, WIDE, Label, Words, place

WIDTH = 100.0
EDGE = 0.4
GAP = 0.15
CLOSED_WIDTH = 6.0
NARROWEST = 0.4
MOST_DRAWN = 60  # pieces: more of them are too narrow to tell apart

WITH_CLOSED = ", with closed hours between"

ZERO = timedelta(0)
WEEKDAY_TELLS = timedelta(days=6)  # a strip longer than this needs dates beside its weekdays

# All else is drawn as closed: time in which nothing could count.
LOOKS = {
    Reason.RUNNING: "counted",
    Reason.AWAITING_CUSTOMER: "waiting",
    Reason.STOOD_SOLVED: "solved",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A time of the clock's life, past or to come, with its look and its reason."""

    look: str
    start: datetime
    end: datetime
    why: str
    counted: timedelta  # to come: what will count


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece and its place on the band."""

    piece: Piece
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where words about it stand."""
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the band: now, due, or stopped."""

    name: str
    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Strip:
    """What the drawing shows, with its words laid out for a wide page and for a phone."""

    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]
    wide: tuple[Label, ...]
    narrow: tuple[Label, ...]


def draw(reading: Reading, zone: ZoneInfo, whom: str) -> Strip:
    """Lay the clock's time, past and to come, on the band.

    :param zone: the reader's, in which its words give times.
    :param whom: who is waited for, such as "you".
    """
    pieces = _joined([*past(reading), *ahead(reading)])
    stretches = tuple(_lay(_coarse(pieces) if len(pieces) > MOST_DRAWN else pieces))
    marks = tuple(_marks(reading, stretches))
    words = list(_words(stretches, marks, zone, whom))
    return Strip(stretches, marks, place(words, WIDE), place(words, NARROW))


def past(reading: Reading) -> Iterator[Piece]:
    """Return what was, from the report until now or the stop; beyond the due instant it is late."""
    due = reading.due_at
    for segment in reading.segments:
        look, why = LOOKS.get(segment.reason, "closed"), str(segment)
        start, end = segment.start, segment.end
        if look == "counted" and due and due < end:
            if start < due:
                yield Piece(look, start, due, why, due - start)
            late = max(start, due)
            yield Piece("late", late, end, f"{why}, over the target", end - late)
        else:
            yield Piece(look, start, end, why, segment.counted)


def ahead(reading: Reading) -> Iterator[Piece]:
    """Return what is to come until the clock is due, if nothing changes."""
    due = reading.due_at
    if reading.phase is not Phase.RUNNING or due is None or due <= reading.read_at:
        return
    for stretch in reading.promise.calendar.stretches(reading.read_at, due):
        start, end = stretch.period.start, stretch.period.end
        if stretch.is_open:
            yield Piece("left", start, end, "left", end - start)
        else:
            yield Piece("closed", start, end, f"closed: {stretch.reason}", ZERO)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join closed neighbours: now falls into a night or a weekend, and does not part it."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.look == piece.look == "closed":
            why = last.why if piece.why in last.why else f"{last.why}; {piece.why}"
            joined[-1] = replace(last, end=piece.end, why=why)
        else:
            joined.append(piece)
    return joined


def _coarse(pieces: list[Piece]) -> list[Piece]:
    """Draw a long life without its nights: what counted from week to week is one piece."""
    together: list[list[Piece]] = []
    for piece in pieces:
        look = together[-1][0].look if together else "closed"
        if look != "closed" and piece.look in {"closed", look}:
            together[-1].append(piece)
        else:
            together.append([piece])
    return [_one_of(known) for known in together]


def _one_of(pieces: list[Piece]) -> Piece:
    first, last = pieces[0], pieces[-1]
    if first is last:
        return first
    counted = sum((piece.counted for piece in pieces), ZERO)
    return replace(first, end=last.end, counted=counted, why=f"{first.why}{WITH_CLOSED}")


def _lay(pieces: list[Piece]) -> Iterator[Stretch]:
    x, room = EDGE, WIDTH - 2 * EDGE
    widths = _widths(pieces, room)
    fit = room / (sum(widths) or room)
    for piece, width in zip(pieces, widths, strict=True):
        yield Stretch(piece, round(x, 2), round(max(width * fit - GAP, GAP), 2))
        x += width * fit


def _widths(pieces: list[Piece], room: float) -> list[float]:
    scaled = [piece.end - piece.start for piece in pieces if piece.look != "closed"]
    closed_count = len(pieces) - len(scaled)
    # However many stretches are closed, together they take no more than half of the band.
    closed = min(CLOSED_WIDTH, room / 2 / closed_count) if closed_count else 0.0
    left = room - closed * closed_count
    total = sum(scaled, ZERO) or timedelta(seconds=1)
    return [
        closed
        if piece.look == "closed"
        else max(NARROWEST, left * ((piece.end - piece.start) / total))
        for piece in pieces
    ]


def _marks(reading: Reading, stretches: tuple[Stretch, ...]) -> Iterator[Mark]:
    if not stretches:
        return
    now = reading.stopped_at or reading.read_at
    yield Mark("stopped" if reading.stopped_at else "now", _x_of(now, stretches), now)
    due = reading.due_at
    if due and stretches[0].piece.start <= due <= stretches[-1].piece.end:
        yield Mark("due", _x_of(due, stretches), due)


def _x_of(at: datetime, stretches: Iterable[Stretch]) -> float:
    x = EDGE
    for stretch in stretches:
        piece = stretch.piece
        if at <= piece.start:
            return stretch.x
        x = stretch.x + stretch.width
        if at < piece.end:
            share = (at - piece.start) / (piece.end - piece.start)
            return round(stretch.x + stretch.width * share, 2)
    return round(x, 2)


def _words(
    stretches: tuple[Stretch, ...], marks: tuple[Mark, ...], zone: ZoneInfo, whom: str
) -> Iterator[Words]:
    """Return what could be written, the most important first."""
    if not stretches:
        return
    life = stretches[-1].piece.end - stretches[0].piece.start
    shape = "%a %H:%M" if life < WEEKDAY_TELLS else "%-d %b %H:%M"

    def told(at: datetime) -> str:
        return at.astimezone(zone).strftime(shape)

    for mark in reversed(marks):
        yield Words(f"{mark.name} {told(mark.at)}", mark.x, rows=("below", "above"), strong=True)
    first = stretches[0]
    yield Words(f"reported {told(first.piece.start)}", first.x, rows=("above",), leads=True)
    said = {"waiting": f"waiting for {whom}", "solved": "solved"}
    for stretch in stretches:
        if stretch.piece.look in said:
            yield Words(said[stretch.piece.look], stretch.middle, rows=("above",))
    for stretch in stretches:
        if stretch.piece.look == "closed":
            words = f"{told(stretch.piece.start)} to {told(stretch.piece.end)}"
            yield Words(words, stretch.middle, rows=("below",))
