"""What the API answers of maintenance: shapes, field by field (CO-10)."""

from datetime import date, datetime
from typing import NotRequired, TypedDict


class WorkSessionShape(TypedDict):
    """One stretch of work, as announced and as it was."""

    announced_from: datetime
    announced_to: datetime
    actual_from: datetime | None
    actual_to: datetime | None


class WorkVersionShape(TypedDict):
    """What a version of the plan says."""

    version: int
    kind: str
    title: str
    words: str
    is_cancelled: bool
    is_outage_expected: bool
    expected_minutes: int | None
    components: list[str]
    sessions: list[WorkSessionShape]
    reason: str
    written_at: datetime


class WorkShape(WorkVersionShape):
    """A piece of work as it is planned now."""

    number: str
    source: str
    source_id: str
    state: str


class NoticeShape(TypedDict):
    """A notice of work; whom it went to is told to staff alone."""

    contract: int
    kind: str
    by: str
    sent_at: datetime
    expected_start: datetime | None
    expected_minutes: int | None
    is_outage_expected: bool | None
    to: NotRequired[str]


# "from" is no name that a class could give a field.
WorkStretchShape = TypedDict(
    "WorkStretchShape", {"from": datetime, "until": datetime, "counts_as": str, "why": str}
)


class AllotmentShape(TypedDict):
    """A month's time for maintenance, in seconds."""

    month: str
    seconds: int
    used_by_other_work: int
    left: int


class OutlookRowShape(TypedDict):
    """What one contract's rules make of work."""

    contract: int
    customer: str
    downtime_seconds: int
    notice_until: date | datetime | None
    notice_at: datetime | None
    is_noticed: bool
    contact_until: datetime | None
    earliest_start: datetime | None
    stretches: list[WorkStretchShape]
    allotments: list[AllotmentShape]


class OutlookShape(TypedDict):
    """What every contract's rules make of work."""

    sentences: list[str]
    seconds: int
    earliest_start: datetime | None
    contracts: list[OutlookRowShape]


class OneWorkShape(WorkShape):
    """A piece of work with what the reader may know of it."""

    contracts: list[OutlookRowShape]
    notices: list[NoticeShape]
    versions: list[WorkVersionShape]
