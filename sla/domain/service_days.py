"""Counting service days from a report: dates on which a calendar opens, not lengths of time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from portal.kernel.wall_time import closing_instant, opening_instant

DAY = timedelta(days=1)
# The longest run of dates searched for one more service day: a calendar that stays closed for a
# year has none, whatever its weekly hours say.
LONGEST_CLOSURE = 366


def service_day_after(calendar: BusinessCalendar, reported: datetime, count: int) -> date:
    """This function will return the Nth local date with service after the date of the report.

    :raises Refusal: if the calendar stays closed for a year on the way.
    """
    local = reported.astimezone(calendar.zone).date()
    return next(islice(_service_days_after(calendar, local), count - 1, None))


def close_of(calendar: BusinessCalendar, day: date) -> datetime:
    """This function will return when service ends that began on a date, be it past midnight."""
    last = max(window.end for window in calendar.windows_on(day))
    return closing_instant(datetime.combine(day, time()) + timedelta(seconds=last), calendar.zone)


def wall_time_on(calendar: BusinessCalendar, reported: datetime, day: date) -> datetime:
    """This function will return the report's local clock time on another date."""
    wall = datetime.combine(day, reported.astimezone(calendar.zone).time())
    return opening_instant(wall, calendar.zone)


def _service_days_after(calendar: BusinessCalendar, day: date) -> Iterator[date]:
    while True:
        day = _next_service_day(calendar, day)
        yield day


def _next_service_day(calendar: BusinessCalendar, day: date) -> date:
    for ahead in range(1, LONGEST_CLOSURE + 1):
        if calendar.windows_on(day + ahead * DAY):
            return day + ahead * DAY
    raise Refusal("There is no service day within a year.", code="never")
