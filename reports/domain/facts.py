"""What a report states of an incident, kept as it was drawn, and what has changed since (LU-05)."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened, in the words that both sides read."""

    event: int
    at: datetime
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a clock's life; `counted` seconds of it were added to the sum."""

    start: datetime
    end: datetime
    why: str
    counted: int

    @property
    def time(self) -> timedelta:
        """This property will return what was counted."""
        return timedelta(seconds=self.counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFact:
    """A milestone's clock with its arithmetic; where there is none, `why` says so."""

    milestone: str
    why: str = ""
    clause: str = ""
    severity: str = ""
    promised: str = ""
    is_assumed: bool = False
    hours: str = ""
    agreement: str = ""
    calendar: str = ""
    budget: int = 0  # seconds of business time
    spent: int = 0
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    outcome: str = ""
    stretches: tuple[Stretch, ...] = ()

    @property
    def is_counted(self) -> bool:
        """This property will say whether there is a clock at all."""
        return bool(self.outcome)

    @property
    def budget_time(self) -> timedelta:
        """This property will return the business time promised."""
        return timedelta(seconds=self.budget)

    @property
    def spent_time(self) -> timedelta:
        """This property will return the business time used."""
        return timedelta(seconds=self.spent)

    @property
    def sum_time(self) -> timedelta:
        """This property will add up the stretches: what was used, if nothing is wrong."""
        return sum((one.time for one in self.stretches), timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An incident as the report states it. No internal note is in it."""

    number: str
    title: str
    customer: str
    reporter: str
    tier: str
    agreement: str
    severity: str
    category: str
    instance: str
    release: str
    station: str
    reported_at: datetime
    ended_at: datetime | None  # solved or closed; None while it is worked on
    clocks: tuple[ClockFact, ...] = ()
    timeline: tuple[Line, ...] = ()

    def packed(self) -> dict[str, Any]:
        """This method will return the facts as JSON keeps them: instants in ISO 8601, in UTC."""
        return {key: _packed(value) for key, value in asdict(self).items()}

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Self:
        """This method will read facts back from where they were kept."""
        said = dict(kept)
        said["clocks"] = tuple(_clock(one) for one in kept["clocks"])
        said["timeline"] = tuple(Line(**_dated(one, "at")) for one in kept["timeline"])
        return cls(**_dated(said, "reported_at", "ended_at"))


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _packed(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_packed(inner) for inner in value]
    return value


def _clock(kept: Mapping[str, Any]) -> ClockFact:
    stretches = tuple(Stretch(**_dated(one, "start", "end")) for one in kept["stretches"])
    return ClockFact(**_dated(kept, "due_at", "stopped_at") | {"stretches": stretches})


def _dated(kept: Mapping[str, Any], *names: str) -> dict[str, Any]:
    read = {name: datetime.fromisoformat(kept[name]) for name in names if kept[name]}
    return dict(kept) | read


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise than when the facts were drawn, and since when, where that is known."""

    words: str
    at: datetime | None = None


NAMED = {
    "title": "Title",
    "severity": "Severity",
    "category": "Category",
    "release": "Release",
    "station": "It stands at",
}


def differences(before: Facts, now: Facts) -> list[Difference]:
    """This function will say what has happened or changed since facts were drawn.

    What a running clock has used grows by itself and is no change; its outcome is one.
    """
    return [*_named(before, now), *_of_clocks(before, now), *_of_timeline(before, now)]


def _named(before: Facts, now: Facts) -> Iterator[Difference]:
    known = {field.name for field in fields(Facts)}
    for key, label in NAMED.items():
        if key in known and getattr(before, key) != getattr(now, key):
            was = getattr(before, key) or "nothing"
            yield Difference(f"{label}: {getattr(now, key) or 'nothing'} (was: {was})")


def _of_clocks(before: Facts, now: Facts) -> Iterator[Difference]:
    kept = {clock.milestone: clock for clock in before.clocks}
    for clock in now.clocks:
        old = kept.get(clock.milestone)
        if old is None or _told(old) != _told(clock):
            outcome = clock.outcome or "not measured"
            yield Difference(f"{clock.milestone.capitalize()} is read anew: {outcome}")


def _told(clock: ClockFact) -> tuple[object, ...]:
    spent = clock.spent if clock.stopped_at else None
    return (clock.severity, clock.budget, clock.due_at, clock.stopped_at, clock.outcome, spent)


def _of_timeline(before: Facts, now: Facts) -> Iterator[Difference]:
    known = {line.event for line in before.timeline}
    for line in now.timeline:
        if line.event not in known:
            yield Difference(line.said, line.at)
