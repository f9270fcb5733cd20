"""What schedules look like to programs (CO-10)."""

from datetime import date, datetime
from typing import TypedDict


class ScheduleShape(TypedDict):
    """A report that is sent for every period."""

    id: int
    kind: str
    customer: int
    contract: int | None
    business_day: int
    recipients: list[int]
    attaches_pdf: bool
    revision: int
    since: date
    paused_at: datetime | None


class RunShape(TypedDict):
    """What became of one period of a schedule."""

    period: str
    due_on: date
    state: str
    why: str
    issued: int | None
    recipients: int
    sent_at: datetime | None


class ScheduleWithRunsShape(ScheduleShape):
    """A schedule with its past periods, the newest first."""

    runs: list[RunShape]
