"""Who is told what when something happens to an incident: two tables, read from top to bottom.

The customer's people hear what is visible to the customer, the vendor's own what concerns their
work. Nobody is told what they did themselves, except that their report has been received. For
each person the first line counts whose ties they have, so that nobody is told anything twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from incidents.domain.kinds import EventKind


class Tie(StrEnum):
    """In which way an incident concerns somebody."""

    REPORTER = "reporter"
    OWNER = "owner"
    WATCHER = "watcher"
    MENTIONED = "mentioned"


class About(StrEnum):
    """What it is about: a line of people's preferences, by the same names."""

    QUESTIONS = "questions"
    CONVERSATION = "conversation"
    PROGRESS = "progress"
    SEVERITY = "severity"
    NOTES = "notes"
    ESCALATIONS = "escalations"


FOLLOWERS = frozenset({Tie.REPORTER, Tie.OWNER, Tie.WATCHER})


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, what it is about, and who among one side hears it."""

    said: str
    about: About
    ties: frozenset[Tie] = FOLLOWERS
    even_oneself: bool = False


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom an incident concerns, on their side of the desk."""

    person: int
    is_staff: bool
    ties: frozenset[Tie]


def _only(tie: Tie) -> frozenset[Tie]:
    return frozenset({tie})


RECEIVED = Line(
    "We have received your report; its number is {number}.",
    About.QUESTIONS,
    _only(Tie.REPORTER),
    even_oneself=True,
)
MENTIONED = Line("{who} mentioned you in a note.", About.QUESTIONS, _only(Tie.MENTIONED))
TO_YOU = Line("{who} gave it to you.", About.QUESTIONS, _only(Tie.OWNER))

TO_CUSTOMER: Mapping[EventKind, tuple[Line, ...]] = {
    EventKind.REPORTED: (RECEIVED,),
    EventKind.REPLIED: (Line("{who} replied.", About.CONVERSATION),),
    EventKind.CALL_LOGGED: (
        Line("{who} wrote down what was said on the telephone.", About.CONVERSATION),
    ),
    EventKind.CUSTOMER_REPLIED: (Line("{who} wrote.", About.CONVERSATION),),
    EventKind.QUESTION_ASKED: (
        Line(
            "{who} asks you for information; work goes on with your answer.",
            About.QUESTIONS,
        ),
    ),
    EventKind.WORK_STARTED: (Line("{who} took it on and started work.", About.PROGRESS),),
    EventKind.MOVED: (Line("It now stands at: {station}.", About.PROGRESS),),
    EventKind.WAIT_ENDED: (Line("{who} went on without an answer.", About.PROGRESS),),
    EventKind.SEVERITY_SET: (
        Line("{who} changed the severity after consulting you.", About.SEVERITY),
    ),
    EventKind.SOLUTION_PROVIDED: (
        Line("{who} provided a solution. Please confirm or reject it.", About.QUESTIONS),
    ),
    EventKind.SOLUTION_REJECTED: (
        Line("{who} says that the solution does not hold.", About.CONVERSATION),
    ),
    EventKind.CONFIRMED: (Line("{who} confirmed the solution.", About.PROGRESS),),
    EventKind.REOPENED: (Line("{who} reopened it.", About.PROGRESS),),
    EventKind.CLOSED: (Line("The incident is closed.", About.PROGRESS),),
    EventKind.SUPPLIER_ASKED: (Line("{who} asked a third party for help.", About.PROGRESS),),
    EventKind.SUPPLIER_ANSWERED: (Line("The third party has answered.", About.PROGRESS),),
    EventKind.CONFIRMATION_REMINDED: (
        Line("A solution waits for you: please confirm or reject it.", About.QUESTIONS),
    ),
    EventKind.FIX_SHIPPED: (
        Line(
            "{words}. Install it, and confirm on the incident's page whether that solves it.",
            About.QUESTIONS,
        ),
    ),
    EventKind.RESCUE_PLANNED: (
        Line("{who} agreed a plan for it; what it says stands on its page.", About.ESCALATIONS),
    ),
    EventKind.DUPLICATE_FOUND: (
        Line("{who} found {words} to be a duplicate of this.", About.PROGRESS),
    ),
    EventKind.SPLIT_OFF: (Line("{who} split {words}.", About.PROGRESS),),
    EventKind.BUG_ESCALATED: (
        Line("{who} asked for {words} in the maintenance releases.", About.PROGRESS),
    ),
}
TO_STAFF: Mapping[EventKind, tuple[Line, ...]] = {
    EventKind.REPLIED: (Line("{who} replied to the customer.", About.CONVERSATION),),
    EventKind.CALL_LOGGED: (
        Line("{who} spoke with the customer on the telephone.", About.CONVERSATION),
    ),
    EventKind.NOTED: (MENTIONED, Line("{who} wrote a note.", About.NOTES)),
    EventKind.CUSTOMER_REPLIED: (Line("{who} wrote.", About.CONVERSATION),),
    EventKind.QUESTION_ASKED: (Line("{who} asked the customer.", About.CONVERSATION),),
    EventKind.OWNER_SET: (TO_YOU, Line("{who} gave it to {words}.", About.PROGRESS)),
    EventKind.WORK_STARTED: (Line("{who} took it on and started work.", About.PROGRESS),),
    EventKind.MOVED: (Line("{who} moved it to {station}.", About.PROGRESS),),
    EventKind.WAIT_ENDED: (Line("{who} went on without an answer.", About.PROGRESS),),
    EventKind.SEVERITY_SET: (Line("{who} changed the severity.", About.SEVERITY),),
    EventKind.SOLUTION_PROVIDED: (Line("{who} provided a solution.", About.CONVERSATION),),
    EventKind.SOLUTION_REJECTED: (
        Line("{who} says that the solution does not hold.", About.CONVERSATION),
    ),
    EventKind.CONFIRMED: (Line("{who} confirmed the solution.", About.PROGRESS),),
    EventKind.REOPENED: (Line("{who} reopened it.", About.PROGRESS),),
    EventKind.CLOSED: (Line("The incident is closed.", About.PROGRESS),),
    EventKind.SUPPLIER_ASKED: (Line("{who} asked {words} for help.", About.PROGRESS),),
    EventKind.SUPPLIER_ANSWERED: (Line("{words} answered.", About.PROGRESS),),
    EventKind.ROUTED: (Line("{who} handed it over to {words}.", About.PROGRESS),),
    EventKind.ONDEMAND_REQUESTED: (Line("{who} asked for it as On-Demand work.", About.PROGRESS),),
    EventKind.RESCUE_PLANNED: (
        Line("{who} agreed a plan for it; what it says stands on its page.", About.ESCALATIONS),
    ),
    EventKind.DUPLICATE_FOUND: (
        Line("{who} found {words} to be a duplicate of this.", About.PROGRESS),
    ),
    EventKind.SPLIT_OFF: (Line("{who} split {words}.", About.PROGRESS),),
    EventKind.BUG_ESCALATED: (
        Line("{who} asked for {words} in the maintenance releases.", About.PROGRESS),
    ),
}
KINDS = frozenset(TO_CUSTOMER) | frozenset(TO_STAFF)


def told(
    kind: EventKind, people: Iterable[Concerned], *, actor: int | None
) -> Iterator[tuple[Concerned, Line]]:
    """Yield who hears of it, each once, with the line that they are told."""
    for one in people:
        lines = (TO_STAFF if one.is_staff else TO_CUSTOMER).get(kind, ())
        line = next((line for line in lines if line.ties & one.ties), None)
        if line is not None and (one.person != actor or line.even_oneself):
            yield one, line
