"""Calendars and clock readings that the tests of business time share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.kernel.business_time import BusinessCalendar, Window

NINE_TO_FIVE = (Window.parse("09:00", "17:00"),)
ALL_DAY = (Window.parse("00:00", "24:00"),)
NIGHT_SHIFT = (Window.parse("22:00", "06:00"),)
WORKDAYS = range(5)
EVERY_DAY = range(7)


def calendar(
    zone: str,
    windows: Sequence[Window] = NINE_TO_FIVE,
    days: Sequence[int] = WORKDAYS,
    *,
    holidays: dict[str, str] | None = None,
    date_hours: dict[str, Sequence[Window]] | None = None,
) -> BusinessCalendar:
    """This function will return a calendar with the same windows on each of the days."""
    return BusinessCalendar(
        zone,
        dict.fromkeys(days, windows),
        holidays={date.fromisoformat(day): name for day, name in (holidays or {}).items()},
        date_hours={date.fromisoformat(day): hours for day, hours in (date_hours or {}).items()},
    )


def local(text: str, zone: str = "Europe/London", *, fold: int = 0) -> datetime:
    """This function will read a clock on the wall of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def utc(text: str) -> datetime:
    """This function will read an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(number: int, *, minutes: int = 0) -> timedelta:
    """This function will return a length of time."""
    return timedelta(hours=number, minutes=minutes)
