"""When a customer is reminded to confirm a solution, and when the incident closes by itself.

The rule, with a worked table, is in docs/algorithms/desk-confirming.md. Days are the customer's
own working days: it is the customer who is waited for, so the vendor's hours do not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.kernel.business_time import BusinessCalendar, Window
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import closing_instant

NINE_TO_FIVE = Window.parse("09:00", "17:00")
WEEKDAYS = range(5)  # Monday to Friday
FARTHEST = 400  # dates: a calendar without a working day ends the search there


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """After how many working days something happens by itself; 0: never."""

    remind_after: int
    close_after: int


@dataclass(frozen=True, slots=True)
class Due:
    """When a solution's reminder and its closing are due; None: never."""

    reminder: datetime | None
    closing: datetime | None


def working_days(zone: ZoneInfo | str, holidays: Mapping[date, str]) -> BusinessCalendar:
    """This function will return a customer's working days: Monday to Friday, no holidays."""
    weekly = dict.fromkeys(WEEKDAYS, (NINE_TO_FIVE,))
    return BusinessCalendar(zone, weekly, holidays=holidays, name="working days")


def due(
    since: datetime, reminded_at: datetime | None, days: Days, calendar: BusinessCalendar
) -> Due:
    """This function will say when the customer is reminded and when it closes.

    A reminder that came late moves the closing: between the two lie never fewer working days
    than the agreement puts between them.

    :param since: the solution, or what the customer wrote last after it: each begins anew.
    :param reminded_at: when the customer was reminded since then.
    :raises Refusal: if the calendar has no working days ahead.
    """
    reminder = closes_on(since, days.remind_after, calendar) if days.remind_after else None
    if not days.close_after:
        return Due(reminder, None)
    closing = closes_on(since, days.close_after, calendar)
    notice = days.close_after - days.remind_after
    if days.remind_after and reminded_at is not None:
        closing = max(closing, closes_on(reminded_at, notice, calendar))
    return Due(reminder, closing)


def closes_on(start: datetime, days: int, calendar: BusinessCalendar) -> datetime:
    """This function will return the end of the nth working day after an instant's local date.

    :raises Refusal: if there is none within a year and a month.
    """
    day = start.astimezone(calendar.zone).date()
    for _ in range(FARTHEST):
        day += timedelta(days=1)
        days -= bool(calendar.windows_on(day))
        if not days:
            wall = datetime.combine(day, time(NINE_TO_FIVE.closes // 3600))
            return closing_instant(wall, calendar.zone)
    raise Refusal(f"No working day is known after {start:%d %B %Y}.", code="never")
