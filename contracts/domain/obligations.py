"""What the vendor owes besides answering incidents: notices, what is asked for, attestations.

A notice is owed so many days before a change (HR-13, PQ-03), an answer so many hours after a
request (HR-09), an attestation for each period of the contract (HR-09).
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from contracts.domain.clause import Clause
from portal.kernel.period import as_utc
from portal.kernel.wall_time import first_instant

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Duty(StrEnum):
    """The ways in which an obligation comes about."""

    NOTICE = "notice"  # before a change
    REQUEST = "request"  # when the customer asks
    ATTESTATION = "attestation"  # again and again


class DayCount(StrEnum):
    """Which days of notice count."""

    CALENDAR = "calendar"
    BUSINESS = "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationKind:
    """One thing owed, with what its kind needs: days, hours or a recurrence."""

    key: str
    name: str
    duty: Duty
    days: int = 0  # of notice
    day_count: DayCount = DayCount.CALENDAR
    hours: int | None = None  # after a request; None: no time is stated
    recurrence: str = ""
    remedy: str = ""  # what the customer may do when it is not kept
    charge: str = ""  # what a request costs, where that depends on its cause
    clause: Clause

    @property
    def days_written(self) -> str:
        """This property will return the days of notice as people say them."""
        kind = "business " if self.day_count is DayCount.BUSINESS else ""
        return f"{self.days} {kind}day{'' if self.days == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due: at an instant, or at the end of a day somewhere."""

    at: datetime
    on: date | None = None

    def passed(self, at: datetime) -> bool:
        """This method will say whether it is too late: the instant itself is not."""
        return at >= self.at if self.on else at > self.at


def end_of(day: date, zone: ZoneInfo) -> Due:
    """This function will return the end of a day in a zone, as an instant that is past it."""
    return Due(first_instant(day + ONE_DAY, zone), day)


def after_hours(opened_at: datetime, hours: int) -> Due:
    """This function will return the instant that many elapsed hours later (HR-09)."""
    return Due(as_utc(opened_at) + timedelta(hours=hours))


def earliest_change(kind: ObligationKind, noticed_on: date, closed: Container[date]) -> date:
    """This function will return the first day on which a change announced today may happen.

    The day of the notice does not count; the change may come on the last day that does.
    """
    day, counted = noticed_on, 0
    while counted < kind.days:
        day += ONE_DAY
        counted += kind.day_count is DayCount.CALENDAR or is_business_day(day, closed)
    return day


def last_notice(kind: ObligationKind, planned_for: date, closed: Container[date]) -> date:
    """This function will return the last day on which notice of a change is in time."""
    day = planned_for - timedelta(days=kind.days)
    if kind.day_count is DayCount.CALENDAR:
        return day
    while earliest_change(kind, day, closed) > planned_for:
        day -= ONE_DAY
    return day


def is_business_day(day: date, closed: Container[date]) -> bool:
    """This function will say whether a date is Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in closed
