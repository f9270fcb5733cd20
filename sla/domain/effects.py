"""What each thing that happens does to the two clocks: one table, read from top to bottom.

The table says what an event means for a clock; whether an agreement gives that meaning a
consequence (does waiting deduct, is a reply enough) is asked in `sla.domain.state`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from portal.kernel.period import as_utc
from portal.kernel.refusal import Refusal


class Milestone(StrEnum):
    """What a clock waits for (LU-17)."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


class Kind(StrEnum):
    """The facts of an incident's life that clocks know of."""

    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"  # by a machine
    REPLIED = "replied"
    CALL_LOGGED = "call_logged"
    QUESTION_ASKED = "question_asked"  # a reply and the beginning of a wait in one
    WORK_STARTED = "work_started"
    AWAITING_CUSTOMER = "awaiting_customer"
    CUSTOMER_REPLIED = "customer_replied"
    WAIT_ENDED = "wait_ended"  # staff go on without an answer
    AWAITING_THIRD_PARTY = "awaiting_third_party"
    SEVERITY_SET = "severity_set"
    SOLUTION_PROVIDED = "solution_provided"
    CONFIRMED = "confirmed"
    SOLUTION_REJECTED = "solution_rejected"
    REOPENED = "reopened"
    CLOSED = "closed"


class Effect(StrEnum):
    """What an event means for a clock."""

    REPLY = "reply"
    WORK = "work"
    WAIT = "wait"
    GO_ON = "go on"
    CLASSIFY = "classify"
    SOLVE = "solve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    LEAVE = "leave"  # closed with nothing reached


type Row = tuple[tuple[Effect, ...], tuple[Effect, ...]]  # response, resolution

EFFECTS: dict[Kind, Row] = {
    Kind.REPORTED: ((), ()),  # where the fold begins
    Kind.ACKNOWLEDGED: ((), ()),  # an automatic answer is no engagement (LU-17)
    Kind.REPLIED: ((Effect.REPLY,), ()),
    Kind.CALL_LOGGED: ((Effect.REPLY,), ()),
    Kind.QUESTION_ASKED: ((Effect.REPLY, Effect.WAIT), (Effect.WAIT,)),
    Kind.WORK_STARTED: ((Effect.WORK,), ()),
    Kind.AWAITING_CUSTOMER: ((Effect.WAIT,), (Effect.WAIT,)),  # both (LU-16)
    Kind.CUSTOMER_REPLIED: ((Effect.GO_ON,), (Effect.GO_ON,)),
    Kind.WAIT_ENDED: ((Effect.GO_ON,), (Effect.GO_ON,)),
    Kind.AWAITING_THIRD_PARTY: ((), ()),  # the vendor's own suppliers cost its own time
    Kind.SEVERITY_SET: ((Effect.CLASSIFY,), (Effect.CLASSIFY,)),
    Kind.SOLUTION_PROVIDED: ((Effect.REPLY, Effect.WORK), (Effect.SOLVE,)),
    Kind.CONFIRMED: ((), (Effect.CONFIRM,)),
    Kind.SOLUTION_REJECTED: ((), (Effect.REOPEN,)),
    Kind.REOPENED: ((), (Effect.REOPEN,)),
    Kind.CLOSED: ((Effect.LEAVE,), (Effect.LEAVE,)),
}


def whole_second(at: datetime) -> datetime:
    """This function will return the instant as people read it: in UTC, to the second.

    Clocks promise figures "to the second"; a fraction that no page shows would make a reply
    stamped 11:00:00 late for 11:00:00.
    """
    at = as_utc(at)
    return at.replace(microsecond=0) if at.microsecond else at


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One fact of an incident's life, as clocks need it."""

    at: datetime
    kind: Kind
    severity: str | None = None  # with reported and severity_set
    solved: bool = False  # with closed: whether the reason is a solution (LU-20)
    actor: str = ""

    def __post_init__(self) -> None:
        """This function will cut the instant to the second and refuse a change to no severity."""
        if self.at.microsecond or self.at.tzinfo is not UTC:
            object.__setattr__(self, "at", whole_second(self.at))
        if self.kind is Kind.SEVERITY_SET and not self.severity:
            raise Refusal("A severity was set without saying which.", code="severity_missing")


def effects_of(happening: Happening, milestone: Milestone) -> tuple[Effect, ...]:
    """This function will return what the happening means for a milestone's clock.

    Closing with a solution as the reason shows that there is one, so it counts as providing it.
    """
    solved = happening.kind is Kind.CLOSED and happening.solved
    response, resolution = EFFECTS[Kind.SOLUTION_PROVIDED if solved else happening.kind]
    return response if milestone is Milestone.RESPONSE else resolution
