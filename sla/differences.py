"""Where a stored clock is not what its incident's life says, column by column (CO-05)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from contracts.domain.targets import Milestone
from portal.kernel.refusal import Refusal
from sla.columns import DROPPED, LONGEST_REASON, READ_COLUMNS, columns_of
from sla.domain.clock import Outcome as Ended
from sla.domain.clock import Reading
from sla.domain.thresholds import crossings
from sla.lives import Life
from sla.models import BREACH, Outcome

READ_AT, PARKED = (READ_COLUMNS.index(name) for name in ("read_at", "parked"))
STANDING = tuple(READ_COLUMNS.index(name) for name in ("outcome", "severity", "is_assumed"))
NOTHING = "nothing"
OPEN = Outcome.OPEN.value

type Standing = tuple[str, str, bool]  # outcome, severity, whether the target is assumed

type Marks = dict[int, datetime]  # percent of a budget, and when so much was used


class Mark(NamedTuple):
    """A recorded crossing."""

    episode: int
    percent: int
    at: datetime
    version: int | None  # of the calendar by which the clock had come to it


class Stored(NamedTuple):
    """A clock's row, in the order of READ_COLUMNS, and what was recorded of its crossings."""

    values: tuple[Any, ...]
    version: int | None  # of the calendar by which it was read
    marks: Sequence[Mark]
    verdict: Standing | None  # what was last written of its outcome

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
        reading = life.read(milestone, _instant(life, stored), stored.version)
    except Refusal as refusal:
        reason = str(refusal)[:LONGEST_REASON]
        yield from _columns(stored.values, _changed(stored.values, parked=reason, next_at=None))
        return
    expected = _expected(life, reading, stored)
    yield from _columns(stored.values, expected)
    yield from _verdict(stored.verdict, expected)
    if stored.marks or reading is not None:
        yield from _crossings(life, milestone, reading, stored)


def _instant(life: Life, stored: Stored) -> datetime:
    """Return when to read: a parked clock keeps the instant of its last reading, not of parking."""
    if stored.values[PARKED] and life.happenings:
        return max(stored.looked_at, life.happenings[-1].at)
    return stored.looked_at


def _never_stored(life: Life, milestone: Milestone) -> Iterator[Unlike]:
    """A clock that cannot be read from the beginning is never stored; one that can must be."""
    try:
        at = life.happenings[-1].at if life.happenings else None
        reading = life.read(milestone, at, None) if at else None
    except Refusal:
        return
    if reading is not None:
        yield Unlike("clock", NOTHING, reading.severity)


def _expected(life: Life, reading: Reading | None, stored: Stored) -> tuple[Any, ...]:
    if reading is None:
        return _changed(stored.values, **DROPPED)
    return columns_of(reading, life.plan(stored.version).thresholds)


def _verdict(told: Standing | None, expected: tuple[Any, ...]) -> Iterator[Unlike]:
    """Yield what was last told of an outcome, where the events say another thing."""
    standing: Standing = tuple(expected[place] for place in STANDING)
    is_open = standing[0] == OPEN and (told is None or told[0] == OPEN)
    if told != standing and not is_open:
        yield Unlike("verdict", _said(told) if told else NOTHING, _said(standing))


def _said(standing: Standing) -> str:
    outcome, severity, assumed = standing
    return f"{outcome}, severity {severity}" + (", assumed" if assumed else "")


def _changed(values: tuple[Any, ...], **changes: Any) -> tuple[Any, ...]:
    return tuple(changes.get(name, value) for name, value in zip(READ_COLUMNS, values, strict=True))


def _columns(stored: tuple[Any, ...], expected: tuple[Any, ...]) -> Iterator[Unlike]:
    if stored == expected:
        return
    for name, kept, read in zip(READ_COLUMNS, stored, expected, strict=True):
        if kept != read:
            yield Unlike(name, kept, read)


def _crossings(
    life: Life, milestone: Milestone, reading: Reading | None, stored: Stored
) -> Iterator[Unlike]:
    """Yield what is recorded and not read, or read and not recorded, in every episode.

    All that the present budget has come to must be recorded. What was recorded earlier, in an
    episode before or by a calendar since changed, must be what the clock had come to then.
    """
    percents = life.plan(stored.version).thresholds
    now = (reading.state.episode if reading else -1, stored.version)
    recorded = {mark.percent: mark.at for mark in stored.marks if _place(mark) == now}
    before = {mark.percent for mark in stored.marks if mark.episode == now[0]} - recorded.keys()
    come_to = marks_of(reading, percents)
    if reading is not None and reading.outcome is Ended.NONE:
        come_to |= marks_of(_before_it_was_left(life, milestone, stored), percents)
    expected = {percent: at for percent, at in come_to.items() if percent not in before}
    if recorded != expected:
        for percent in sorted(recorded.keys() | expected.keys()):
            if recorded.get(percent) != expected.get(percent):
                yield _crossing(percent, recorded.get(percent), expected.get(percent))
    for mark in stored.marks:
        if _place(mark) != now:
            known = marks_of(_earlier(life, milestone, mark, stored), percents)
            if known.get(mark.percent) != mark.at:
                yield _crossing(mark.percent, mark.at, known.get(mark.percent))


def _place(mark: Mark) -> tuple[int, int | None]:
    return mark.episode, mark.version


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


def _before_it_was_left(life: Life, milestone: Milestone, stored: Stored) -> Reading | None:
    """Return the last reading before a clock was left without outcome: it may have been missed."""
    for cut in range(len(life.happenings) - 1, 0, -1):
        reading = life.read_before(milestone, cut, stored.version)
        if reading is None or reading.stopped_at is None:
            return reading
    return None


def _earlier(life: Life, milestone: Milestone, mark: Mark, stored: Stored) -> Reading | None:
    """Return the last reading under an earlier budget or calendar.

    A budget ends with the change that another event made; a calendar's version is read as if it
    were the newest still, so that all that it ever came to is there.
    """
    reading = life.read(milestone, _instant(life, stored), mark.version)
    if reading is not None and reading.state.episode == mark.episode:
        return reading
    for cut in range(len(life.happenings) - 1, 0, -1):
        reading = life.read_before(milestone, cut, mark.version)
        if reading is not None and reading.state.episode == mark.episode:
            return reading
    return None
