"""Where a stored clock is not what its incident's life says, column by column (CO-05)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from contracts.domain.targets import Milestone
from portal.kernel.refusal import Refusal
from sla.columns import DROPPED, LONGEST_REASON, READ_COLUMNS, columns_of
from sla.domain.clock import Reading
from sla.domain.thresholds import crossings
from sla.lives import Life
from sla.models import BREACH

READ_AT, EPISODE, PARKED = (READ_COLUMNS.index(name) for name in ("read_at", "episode", "parked"))
NOTHING = "nothing"

type Marks = Mapping[int, datetime]  # percent of a budget, and when so much was used


class Mark(NamedTuple):
    """A recorded crossing."""

    episode: int
    percent: int
    at: datetime


class Stored(NamedTuple):
    """A clock's row, in the order of READ_COLUMNS, and what was recorded of its crossings."""

    values: tuple[Any, ...]
    marks: Sequence[Mark]

    @property
    def looked_at(self) -> datetime:
        """When the clock was read last."""
        at: datetime = self.values[READ_AT]
        return at


@dataclass(frozen=True, slots=True)
class Difference:
    """One column, or one crossing, that is stored otherwise than it is read."""

    incident: str  # its number
    milestone: str
    column: str
    stored: str
    read: str


class Unlike(NamedTuple):
    """A difference before it has its incident's name."""

    column: str
    stored: object
    read: object


def unlike(life: Life, milestone: Milestone, stored: Stored | None) -> Iterator[Unlike]:
    """Yield all in which a clock as stored differs from the clock as read."""
    if stored is None:
        yield from _never_stored(life, milestone)
        return
    try:
        reading = life.read(milestone, _instant(life, stored))
    except Refusal as refusal:
        reason = str(refusal)[:LONGEST_REASON]
        yield from _columns(stored.values, _changed(stored.values, parked=reason, next_at=None))
        return
    yield from _columns(stored.values, _expected(life, reading, stored.values))
    if stored.marks or reading is not None:
        yield from _crossings(life, milestone, reading, stored.marks)


def _instant(life: Life, stored: Stored) -> datetime:
    """Return when to read: a parked clock keeps the instant of its last reading, not of parking."""
    if stored.values[PARKED] and life.happenings:
        return max(stored.looked_at, life.happenings[-1].at)
    return stored.looked_at


def _never_stored(life: Life, milestone: Milestone) -> Iterator[Unlike]:
    """A clock that cannot be read from the beginning is never stored; one that can must be."""
    try:
        reading = life.read(milestone, life.happenings[-1].at) if life.happenings else None
    except Refusal:
        return
    if reading is not None:
        yield Unlike("clock", NOTHING, reading.severity)


def _expected(life: Life, reading: Reading | None, values: tuple[Any, ...]) -> tuple[Any, ...]:
    if reading is None:
        return _changed(values, **DROPPED)
    return columns_of(reading, life.known_plan.thresholds)


def _changed(values: tuple[Any, ...], **changes: Any) -> tuple[Any, ...]:
    return tuple(changes.get(name, value) for name, value in zip(READ_COLUMNS, values, strict=True))


def _columns(stored: tuple[Any, ...], expected: tuple[Any, ...]) -> Iterator[Unlike]:
    if stored == expected:
        return
    for name, kept, read in zip(READ_COLUMNS, stored, expected, strict=True):
        if kept != read:
            yield Unlike(name, kept, read)


def _crossings(
    life: Life, milestone: Milestone, reading: Reading | None, marks: Sequence[Mark]
) -> Iterator[Unlike]:
    """Yield what is recorded and not read, or read and not recorded, in every episode.

    All that the present budget has come to must be recorded. Of an earlier one only what a
    worker saw before it ended is: there each row must be one that the clock had come to.
    """
    percents = life.known_plan.thresholds
    episode = reading.state.episode if reading else -1
    recorded = {mark.percent: mark.at for mark in marks if mark.episode == episode}
    expected = marks_of(reading, percents) if reading else {}
    if recorded != expected:
        for percent in sorted(recorded.keys() | expected.keys()):
            if recorded.get(percent) != expected.get(percent):
                yield _crossing(percent, recorded.get(percent), expected.get(percent))
    for mark in marks:
        if mark.episode != episode:
            known = marks_of(_in_episode(life, milestone, mark.episode), percents)
            if known.get(mark.percent) != mark.at:
                yield _crossing(mark.percent, mark.at, known.get(mark.percent))


def _crossing(percent: int, stored: datetime | None, read: datetime | None) -> Unlike:
    return Unlike(f"crossing {percent} %", stored or NOTHING, read or NOTHING)


def marks_of(reading: Reading | None, percents: tuple[int, ...]) -> Marks:
    """Return what a reading has come to, by percent; all of the budget is the miss."""
    if reading is None:
        return {}
    return {
        BREACH if crossing.percent is None else crossing.percent: crossing.due_at
        for crossing in crossings(reading, percents)
    }


def _in_episode(life: Life, milestone: Milestone, episode: int) -> Reading | None:
    """Return the last reading under an earlier budget: as the change that ended it found it."""
    for cut in range(len(life.happenings) - 1, 0, -1):
        reading = life.read_before(milestone, cut)
        if reading is not None and reading.state.episode == episode:
            return reading
    return None
