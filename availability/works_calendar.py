"""A month of maintenance, day by day, for a calendar and the table beneath it."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from availability.models import Maintenance, MaintenanceSession
from portal.kernel.month import Month

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One session of a piece of work."""

    work: Maintenance
    session: MaintenanceSession
    starts: datetime  # by the reader's clock


@dataclass(frozen=True, slots=True)
class Day:
    """One square of the calendar."""

    date: date
    is_outside: bool  # of the month
    is_today: bool
    entries: list[Entry]


def entries_in(works: Iterable[Maintenance], month: Month, zone: ZoneInfo) -> list[Entry]:
    """This function will return the sessions of a month in order of time."""
    within = month.within(zone)
    found = [
        Entry(work, session, session.announced_from.astimezone(zone))
        for work in works
        for session in work.current.sessions.all()
        if session.announced_from < within.end and session.announced_to > within.start
    ]
    return sorted(found, key=lambda one: (one.starts, one.work.number))


def weeks_of(entries: Iterable[Entry], month: Month, today: date) -> list[list[Day]]:
    """This function will lay a month out in weeks that begin on Monday."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        day = max(entry.starts.date(), month.first_day)  # what began before stands on the first
        by_day[day].append(entry)
    return [
        [Day(day, day.month != month.number, day == today, by_day.get(day, [])) for day in week]
        for week in Calendar(MONDAY).monthdatescalendar(month.year, month.number)
    ]
