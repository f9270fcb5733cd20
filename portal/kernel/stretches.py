"""Why a calendar is closed, in the words of an explanation under a clock (CO-06)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from portal.kernel.period import Period
from portal.kernel.schedule import Schedule
from portal.kernel.wall_time import opening_instant

OPEN = "open"
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
SATURDAY = 5
PLURALS = {"night": "nights", "weekend": "weekends"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a longer period in which the calendar is open throughout, or closed."""

    period: Period
    is_open: bool
    reason: str


def why_closed(schedule: Schedule, shown: Period, closed: Period) -> str:
    """This function will name what lies in `shown`, a part of the hours `closed`.

    Each thing is named once, in order of time; nights apart from each other are "nights".
    """
    runs = [reason for reason, _ in groupby(_reasons(schedule, shown, closed))]
    counted = Counter(runs)
    return ", ".join(
        PLURALS.get(reason, reason) if counted[reason] > 1 else reason
        for reason in dict.fromkeys(runs)
    )


def _reasons(schedule: Schedule, shown: Period, closed: Period) -> Iterator[str]:
    """This function will yield a reason for each local date that `shown` touches."""
    day = shown.start.astimezone(schedule.zone).date()
    while (midnight := _midnight(schedule, day)) < shown.end:
        following = _midnight(schedule, day + timedelta(days=1))
        # A date that the zone skipped whole is no reason for anything.
        if following > max(midnight, shown.start):
            through_midnight = closed.start <= midnight or following <= closed.end
            yield _reason(schedule, day, through_midnight=through_midnight)
        day += timedelta(days=1)


def _reason(schedule: Schedule, day: date, *, through_midnight: bool) -> str:
    """This function will say why the calendar is closed on (a part of) one date."""
    schedule = schedule.on(day)
    if schedule.windows_on(day):
        return "night" if through_midnight else "break"
    if day in schedule.date_hours:
        return "closed that day"
    # A holiday is a reason only where it took hours away: not on a day off.
    if schedule.weekly.get(day.weekday()):
        name = schedule.holidays[day]
        return f"holiday: {name}" if name else "holiday"
    return "weekend" if day.weekday() >= SATURDAY else f"no service on {WEEKDAYS[day.weekday()]}"


def _midnight(schedule: Schedule, day: date) -> datetime:
    """This function will return the instant at which a local date begins."""
    return opening_instant(datetime.combine(day, time()), schedule.zone)
