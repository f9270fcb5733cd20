"""What the desk's API answers where that is no row of a table: shapes, field by field (CO-10)."""

from datetime import datetime
from typing import NotRequired, TypedDict

from incidents.pages.duties import OwedShape, RescuePlanShape
from incidents.pages.files import FileShape


class ChangedShape(TypedDict):
    """One thing that a deed changes."""

    what: str
    before: str
    after: str


class OutcomeShape(TypedDict):
    """What became of one incident, or why nothing did."""

    number: str
    changes: list[ChangedShape]
    refused: str | None
    back: str | None  # to be sent to bulk/undoing/; null: nothing puts it back


class BulkShape(TypedDict):
    """What became of many."""

    preview: bool
    results: list[OutcomeShape]


# "with" is no name that a class could give a field.
EscalatedShape = TypedDict(
    "EscalatedShape",
    {
        "number": str,
        "customer": str,
        "level": int,
        "title": str,
        "with": str | None,
        "opened_at": datetime,
        "overdue": bool,
        "owed": list[OwedShape],
    },
)


class ProblemChangeShape(TypedDict):
    """A change that delivers a problem."""

    number: str
    title: str
    status: str
    release: str
    shipped_at: datetime | None


class KnownProblemShape(TypedDict):
    """A problem; what is not required is told to the vendor's own people alone."""

    number: str
    title: str
    kind: str
    status: str
    changes: list[ProblemChangeShape]
    incidents: list[str]
    product: NotRequired[str | None]
    description: NotRequired[str]
    business_need: NotRequired[str]
    reported_at: NotRequired[datetime]
    escalated: NotRequired[bool]


class StoryEntryShape(TypedDict):
    """One line of an incident's story, with the message that it tells of."""

    event: int
    at: datetime
    who: str | None
    logged_by: str | None
    line: str
    text: str | None
    internal: bool
    patient_data: str
    files: list[FileShape]


LadderShape = TypedDict(
    "LadderShape",
    {
        "level": int,
        "title": str,
        "with": str | None,
        "since": datetime,
        "cause": str,
        "why": str,
        "owed": list[OwedShape],
        "plan": RescuePlanShape | None,
    },
)


class RelatedShape(TypedDict):
    """Another incident that belongs to this one."""

    link: int
    number: str
    title: str
    words: str
    can_be_taken_back: bool


class OnDemandShape(TypedDict):
    """On-Demand work as offered where an incident is out of scope (LU-06)."""

    time_left: str
    asked_at: datetime | None


class SupportLineShape(TypedDict):
    """A line that an incident can be handed to (LU-19)."""

    status: str
    label: str


class ColleagueShape(TypedDict):
    """A colleague to whom it can be given."""

    colleague: int
    name: str
    line: str


class SplittableShape(TypedDict):
    """A message that can become an incident of its own."""

    message: int
    at: datetime


class ClosingReasonShape(TypedDict):
    """A reason for which it can be closed, and what that does (LU-20)."""

    reason: str
    label: str
    effect: str


class SupplierRequestShape(TypedDict):
    """What a supplier was asked, and their answer (LU-23)."""

    supplier: int
    name: str
    asked: str
    asked_at: datetime
    reference: str
    due_at: datetime | None
    overdue: bool
    answer: str | None
    answered_at: datetime | None


class AskableShape(TypedDict):
    """A supplier or department that could be asked now."""

    supplier: int
    name: str
    kind: str


class WayShape(TypedDict):
    """An incident's way; what is not required is told to those alone who need it."""

    third_party_product: str
    related: list[RelatedShape]
    closes_by_itself_at: datetime | None
    ondemand: OnDemandShape | None
    line: NotRequired[str]
    lines: NotRequired[list[SupportLineShape]]
    colleagues: NotRequired[list[ColleagueShape]]
    splittable: NotRequired[list[SplittableShape]]
    closing_reasons: NotRequired[list[ClosingReasonShape]]
    supplier_requests: NotRequired[list[SupplierRequestShape]]
    suppliers: NotRequired[list[AskableShape]]
    contact_details: NotRequired[str]


class ToldShape(WayShape):
    """An incident besides its row; `last_event` is for `if_last_event` of what is sent next."""

    escalation: LadderShape | None
    last_event: int
    story: list[StoryEntryShape]


class WatcherShape(TypedDict):
    """Somebody who is told what happens to an incident."""

    membership: int
    name: str
    is_staff: bool
    is_oneself: bool


class PresentShape(TypedDict):
    """Somebody else who has the incident open now."""

    name: str
    is_writing: bool


class NewsShape(TypedDict):
    """What came after an event, and who else is there; customers are told of nobody."""

    new: int
    last_event: int
    present: list[PresentShape]


class DraftShape(TypedDict):
    """What one has typed at a place and not sent; without words there is none."""

    place: str
    incident: str | None
    fields: dict[str, str]
    kept_at: datetime | None
