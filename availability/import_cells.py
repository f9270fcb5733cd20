"""From the cells of a row to what it says of an outage or of maintenance; a cell that cannot be
read says why."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from availability.domain.policy import Kind
from availability.importing import LEAVE_OUT, Understanding, effect_word
from availability.models import Effect, Sheet
from portal.kernel.refusal import Refusal
from portal.web.table_file import Fault, Row, cell_text, fault

BETWEEN = re.compile(r"\s*[;|\n]\s*")
LONGEST = {"source_id": 200, "title": 160}
LONGEST_TEXT = 4_000
FIRST_YEAR, LAST_YEAR = 1990, 2100  # some monitors write year 1 for what has not ended
BOUNDS = ("last_ok_at", "first_fail_at", "last_fail_at", "first_ok_at")
WORDS = ("cause", "corrective_taken", "corrective_planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a row says, whatever its columns are called; its digest tells whether it is news."""

    line: int
    source_id: str
    title: str
    components: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What it says, in a few letters: the same words and times give the same ones."""
        said = {key: one for key, one in asdict(self).items() if key != "line"}
        text = json.dumps(said, sort_keys=True, default=_written)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOutage(Said):
    """An outage, as a row tells of it."""

    starts_at: datetime
    ends_at: datetime | None
    effect: str
    customers: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)  # cause and corrective actions, if said
    bounds: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWork(Said):
    """Maintenance, as a row tells of it: announced, done, or both."""

    kind: str
    announced: tuple[datetime, datetime]
    actual: tuple[datetime, datetime] | None
    notice_at: datetime | None
    words: str


def read(sheet: Sheet, row: Row, how: Understanding) -> Said | list[Fault] | None:
    """Return what a row says, everything in it that cannot be read, or None: it is left out."""
    cells = _Cells(row, how)
    if cells.is_left_out():
        return None
    said = _outage(cells) if sheet == Sheet.OUTAGES else _work(cells)
    return cells.faults or said


def _outage(cells: "_Cells") -> Said | None:
    starts_at, ends_at = cells.instant("starts_at", needed=True), cells.instant("ends_at")
    words = {key: text for key in WORDS if (text := cells.text(key))}
    bounds = {key: at for key in BOUNDS if (at := cells.instant(key))}
    common = cells.common()
    effect = cells.effect()
    if cells.faults or starts_at is None:
        return None
    if ends_at is not None and ends_at < starts_at:
        cells.wrong("ends_at", "It ends before it began.")
    if ends_at == starts_at:
        return None  # nothing was out for any time
    return SaidOutage(
        **common,
        starts_at=starts_at,
        ends_at=ends_at,
        effect=effect,
        customers=cells.names("customers"),
        words=words,
        bounds=bounds,
    )


def _work(cells: "_Cells") -> Said | None:
    actual, announced = cells.stretch("actual"), cells.stretch("announced")
    notice_at = cells.instant("notice_at")
    kind, common = cells.kind(), cells.common()
    if actual is None and announced is None and not cells.faults:
        cells.wrong("actual_from", "Say from when until when the work lasted.")
    if cells.faults:
        return None
    if actual is not None and actual[0] == actual[1]:
        actual = None  # nothing was down for any time
    told = announced or actual
    if told is None:
        return None
    return SaidWork(
        **common,
        kind=kind,
        announced=told,
        actual=actual,
        notice_at=notice_at,
        words=cells.text("words"),
    )


class _Cells:
    """Takes the cells of one row by what they say, and collects what is wrong with them."""

    def __init__(self, row: Row, how: Understanding) -> None:
        self.row, self.how = row, how
        self.zone = ZoneInfo(how.zone)
        self.faults: list[Fault] = []

    def is_left_out(self) -> bool:
        """Say whether rows of this word were said to be left out."""
        column = self.how.columns.get("effect")
        return bool(column) and self.how.effects.get(self._effect_word()) == LEAVE_OUT

    def common(self) -> dict[str, Any]:
        """Return what rows of both kinds say."""
        return {
            "line": self.row.line,
            "source_id": self.short("source_id"),
            "title": self.short("title"),
            "components": self.names("components"),
        }

    def text(self, target: str) -> str:
        """Return a cell's text, or nothing."""
        cell = self.row.cells.get(self.how.columns.get(target, ""))
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))  # a workbook keeps every number as a fraction
        return "" if cell is None else str(cell).strip()[:LONGEST_TEXT]

    def short(self, target: str) -> str:
        """Return a text that must be there, on one line."""
        text = " ".join(self.text(target).split())
        if not text:
            self.wrong(target, "Nothing stands here.")
        elif len(text) > LONGEST[target]:
            if target == "source_id":
                self.wrong(target, f"It is longer than {LONGEST[target]} characters.")
            text = text[: LONGEST[target] - 1] + "…"
        return text

    def names(self, target: str) -> tuple[str, ...]:
        """Return the names in a cell, once each, in order of the alphabet."""
        return tuple(sorted({one for one in BETWEEN.split(self.text(target)) if one}))

    def instant(self, target: str, *, needed: bool = False) -> datetime | None:
        """Return an instant; a time without an offset is one of the file's zone."""
        if not self.text(target):
            if needed:
                self.wrong(target, "Nothing stands here.")
            return None
        cell = self.row.cells[self.how.columns[target]]
        return self._taken(target, lambda: instant_of(cell, self.zone))

    def stretch(self, target: str) -> tuple[datetime, datetime] | None:
        """Return from when until when, if both are said."""
        first, last = self.instant(f"{target}_from"), self.instant(f"{target}_to")
        if first is None or last is None:
            if first or last:
                self.wrong(f"{target}_to" if first else f"{target}_from", "Nothing stands here.")
            return None
        if last < first or (last == first and target == "announced"):
            self.wrong(f"{target}_to", "It ends before it begins.")
        return first, last

    def effect(self) -> str:
        """Return how bad it was, by what the file's word was said to mean."""
        if "effect" not in self.how.columns:
            return Effect.UNAVAILABLE
        word = self._effect_word()
        effect = self.how.effects.get(word, "")
        if effect not in Effect.values:
            self.wrong("effect", "Say what this word means, under “How the file is meant”.")
        return effect

    def kind(self) -> str:
        """Return whether work was planned; that it was is taken for granted."""
        word = self.text("kind").casefold() or Kind.SCHEDULED
        if word not in list(Kind):
            self.wrong("kind", "It is scheduled or emergency.")
        return word

    def wrong(self, target: str, why: str) -> None:
        """Note that a cell cannot be taken."""
        column = self.how.columns.get(target, target.replace("_", " "))
        self.faults.append(fault(self.row, column, why))

    def _effect_word(self) -> str:
        return effect_word(self.row, self.how.columns["effect"])

    def _taken(self, target: str, how: Callable[[], datetime]) -> datetime | None:
        try:
            return how()
        except Refusal as refusal:
            self.wrong(target, str(refusal))
            return None


def instant_of(cell: object, zone: ZoneInfo) -> datetime:
    """Return the instant that a cell names, in whole seconds.

    :raises Refusal: if it is none, or one that the clocks of the zone showed twice or not at all.
    """
    wall = cell if isinstance(cell, datetime) else _read_time(cell_text(cell))
    wall = wall.replace(microsecond=0)
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise Refusal(f"The year {wall.year} cannot be meant.")
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    early, late = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset():
        skipped = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall
        how_often = "did not come" if skipped else "came twice"
        raise Refusal(f"In {zone} this time {how_often} that day: write it with its offset.")
    return early.astimezone(UTC)


def _read_time(text: str) -> datetime:
    try:
        if ":" not in text:  # a date alone says no time
            raise ValueError
        return datetime.fromisoformat(text)
    except ValueError:
        raise Refusal("A time is written 2026-07-31 14:05 or 2026-07-31T14:05:00Z.") from None


def _written(one: object) -> str:
    return one.isoformat() if isinstance(one, datetime) else str(one)
