"""Which backups are missing: daily ones and weekly full ones, kept 180 days (HR-09).

A backup counts for the local date on which it started. A full one is that day's backup too. Only
days and ISO weeks that are over are asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from portal.kernel.period import Period, as_utc

KEPT_DAYS = 180
MOST_LOST = timedelta(hours=24)
ONE_DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A backup that ran."""

    started_at: datetime
    is_full: bool
    is_good: bool

    def on(self, zone: ZoneInfo) -> date:
        """This function will return the local date for which it counts."""
        return as_utc(self.started_at).astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Gap:
    """Dates in a row, first and last, for which no good backup is on record."""

    first: date
    last: date
    is_weekly: bool

    @property
    def count(self) -> int:
        """This property will return how many days, or weeks, it is long."""
        days = (self.last - self.first).days + 1
        return days // WEEK if self.is_weekly else days


def gaps_of(runs: Iterable[Run], since: date, today: date, zone: ZoneInfo) -> list[Gap]:
    """This function will return what is missing from a date up to, not including, today."""
    good = [run for run in runs if run.is_good]
    since = max(since, today - timedelta(days=KEPT_DAYS))
    days = {run.on(zone) for run in good}
    weeks = {_monday(run.on(zone)) for run in good if run.is_full}
    asked = [since + timedelta(days=place) for place in range((today - since).days)]
    mondays = [day for day in asked if day.weekday() == 0 and day + WEEK * ONE_DAY <= today]
    missing_days = [day for day in asked if day not in days]
    missing_weeks = [day for day in mondays if day not in weeks]
    return [
        *_joined(missing_days, is_weekly=False),
        *_joined(missing_weeks, is_weekly=True),
    ]


def longest_span(runs: Iterable[Run], until: datetime) -> timedelta | None:
    """This function will return the longest time from one good backup's start to the next one's.

    What was written in it would have been lost with the system; the last span ends at `until`.
    """
    starts = sorted(run.started_at for run in runs if run.is_good and run.started_at <= until)
    if not starts:
        return None
    return max(later - earlier for earlier, later in pairwise([*starts, until]))


def down_during(runs: Iterable[Period], outages: Sequence[Period]) -> list[Period]:
    """This function will return what of backups lies in outages: downtime, never maintenance."""
    shared = (run.intersection(outage) for run in runs for outage in outages)
    return [one for one in shared if one is not None]


def _joined(missing: list[date], *, is_weekly: bool) -> list[Gap]:
    """This function will join dates, or Mondays, that follow each other."""
    step = WEEK if is_weekly else 1
    found = []
    numbered = enumerate(missing)
    for _, group in groupby(numbered, lambda one: one[1].toordinal() - step * one[0]):
        together = [day for _, day in group]
        found.append(Gap(together[0], together[-1] + (step - 1) * ONE_DAY, is_weekly))
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
