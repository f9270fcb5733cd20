"""A clock's arithmetic as data for programs and as text for a mail (CO-06)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from incidents.models import Incident
from sla.queries import ClockNote, ClockView

SECOND = timedelta(seconds=1)


class NoClockShape(TypedDict):
    """A milestone that is not measured, and why."""

    milestone: str
    clock: None
    why: str


class PromiseShape(TypedDict):
    """What was promised, and where it is written."""

    promised: str
    clause: str
    words: str
    reading: str


# "from" is no name that a class could give a field.
SegmentShape = TypedDict(
    "SegmentShape", {"from": datetime, "to": datetime, "why": str, "counted_seconds": int}
)


class ClockShape(TypedDict):
    """A milestone's clock with every figure and where it comes from."""

    milestone: str
    severity: str
    phase: str
    outcome: str
    budget_seconds: int
    spent_seconds: int
    due_at: datetime | None
    stopped_at: datetime | None
    breached_at: datetime | None
    read_at: datetime
    is_assumed: bool
    is_only_by_rereading: bool
    target: PromiseShape
    service_hours: str
    agreement: str
    calendar: str
    segments: list[SegmentShape]


def as_data(clock: ClockView | ClockNote) -> ClockShape | NoClockShape:
    """Return one milestone with every figure and where it comes from; durations in seconds."""
    if isinstance(clock, ClockNote):
        return {"milestone": str(clock.milestone), "clock": None, "why": clock.why}
    reading = clock.reading
    return {
        "milestone": str(clock.milestone),
        "severity": reading.severity,
        "phase": str(reading.phase),
        "outcome": str(reading.outcome),
        "budget_seconds": reading.budget // SECOND,
        "spent_seconds": reading.spent // SECOND,
        "due_at": reading.due_at,
        "stopped_at": reading.stopped_at,
        "breached_at": reading.breached_at,
        "read_at": reading.read_at,
        "is_assumed": reading.assumed,
        "is_only_by_rereading": reading.is_only_by_rereading,
        "target": {
            "promised": clock.promised,
            "clause": clock.target.clause.ref,
            "words": clock.target.clause.words,
            "reading": clock.target.clause.reading,
        },
        "service_hours": clock.hours,
        "agreement": clock.agreement,
        "calendar": clock.calendar,
        "segments": [
            {
                "from": segment.start,
                "to": segment.end,
                "why": str(segment),
                "counted_seconds": segment.counted // SECOND,
            }
            for segment in reading.segments
        ],
    }


def as_text(incident: Incident, clocks: list[ClockView | ClockNote], zone: str) -> str:
    """Return the arithmetic of an incident's clocks, line by line, with times in this zone."""
    head = f"{incident}: {incident.title}\nTimes in {zone}."
    return (
        "\n\n".join([head, *("\n".join(_lines(clock, ZoneInfo(zone))) for clock in clocks)]) + "\n"
    )


def _lines(clock: ClockView | ClockNote, zone: ZoneInfo) -> Iterator[str]:
    name = clock.milestone.capitalize()
    if isinstance(clock, ClockNote):
        yield f"{name}: {clock.why}"
        return
    reading = clock.reading
    assumed = ", assumed: not in the published text" if reading.assumed else ""
    yield f"{name}: {clock.promised} ({clock.target.clause.ref}{assumed}), {clock.hours}"
    for segment in reading.segments:
        stretch = f"{_at(segment.start, zone)} - {_at(segment.end, zone)}"
        yield f"  {stretch}  {_sum(segment.counted)}  {segment}"
    yield f"  used {_sum(reading.spent)} of {_sum(reading.budget)}: {_verdict(clock, zone)}"
    yield f"  agreement {clock.agreement}; calendar {clock.calendar}"


def _verdict(clock: ClockView, zone: ZoneInfo) -> str:
    reading = clock.reading
    if reading.stopped_at:
        return f"{reading.outcome}, stopped {_at(reading.stopped_at, zone)}"
    if reading.due_at is None:
        return f"{reading.outcome}, it waits, so nothing is due"
    return f"{reading.outcome}, due {_at(reading.due_at, zone)}"


def _at(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%a %d %b %Y %H:%M:%S}"


def _sum(amount: timedelta) -> str:
    seconds = amount // SECOND
    return f"{seconds // 3600:>4}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
