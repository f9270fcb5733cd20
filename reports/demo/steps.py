"""The steps of an incident's way, as planned: who does what, when, and in which words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from incidents.services.raising import Report


class Verb(StrEnum):
    ACCEPT = "accept"
    ASSIGN = "assign"
    MOVE = "move"
    REPLY = "reply"
    ASK = "ask"
    ANSWER = "answer"
    NOTE = "note"
    SEVERITY = "severity"
    SOLVE = "solve"
    REJECT = "reject"
    CONFIRM = "confirm"
    CLOSE = "close"
    REOPEN = "reopen"
    ESCALATE = "escalate"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Beat:
    """One step of a course, before anyone takes it: `move:engineering`."""

    verb: Verb
    key: str = ""


def beats_of(course: str) -> tuple[Beat, ...]:
    """This function will read a course such as `accept reply ask answer solve confirm`."""
    parts = (word.partition(":") for word in course.split())
    return tuple(Beat(Verb(verb), key) for verb, _, key in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something done to an incident. `key` is a station, severity, reason, or colleague."""

    at: datetime
    verb: Verb
    by: str  # email address
    text: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """One incident from its report to wherever it stands now."""

    vendor: str
    house: str
    installation: int
    reporter: str
    recorder: str  # who logged the call; empty where nobody had to
    at: datetime
    report: Report
    steps: tuple[Step, ...]
