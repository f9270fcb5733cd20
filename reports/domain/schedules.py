"""When a scheduled report falls due: the n-th business day after its period (LU-05, LU-27).

Business days are Monday to Friday without the holidays of the customer's region, counted in the
customer's zone from the first day after the period. What fell due while nothing ran is made up
for, the oldest first; nothing is due for periods that ended before a schedule was made.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.kernel.month import Month

ONE_DAY = timedelta(days=1)
SATURDAY = 5
QUARTER = 3  # months
FIRST_DAY, LAST_DAY = 1, 15  # of business days one can choose
MOST_BEHIND = 12  # periods that are made up for


class ScheduleKind(StrEnum):
    """What is sent by a schedule."""

    MONTHLY = "monthly"
    CLIENT = "client"
    QUARTERLY = "quarterly"

    @property
    def label(self) -> str:
        """This property will return the kind in the words of its pages."""
        return LABELS[self]

    @property
    def months(self) -> int:
        """This property will return how many months a period of it has."""
        return QUARTER if self is ScheduleKind.QUARTERLY else 1


LABELS = {
    ScheduleKind.MONTHLY: "Monthly SLA report",
    ScheduleKind.CLIENT: "Incident report",
    ScheduleKind.QUARTERLY: "Quarterly service review",
}


@dataclass(frozen=True, slots=True, order=True)
class ReportPeriod:
    """A calendar month or a calendar quarter, by its first month."""

    first: Month
    months: int = 1

    @property
    def first_day(self) -> date:
        """This property will return the first date of the period."""
        return self.first.first_day

    @property
    def last_day(self) -> date:
        """This property will return the last date of the period."""
        return self.first.plus(self.months - 1).last_day

    @property
    def next(self) -> "ReportPeriod":
        """This property will return the period that follows."""
        return ReportPeriod(self.first.plus(self.months), self.months)

    def __str__(self) -> str:
        """This function will write it so that text sorts like time: 2026-06, 2026-Q2."""
        if self.months == 1:
            return str(self.first)
        return f"{self.first.year:04}-Q{(self.first.number - 1) // QUARTER + 1}"


def period_of(kind: ScheduleKind, day: date) -> ReportPeriod:
    """This function will return the period that holds a date."""
    number = day.month - (day.month - 1) % kind.months
    return ReportPeriod(Month(day.year, number), kind.months)


def due_on(period: ReportPeriod, business_day: int, closed: Container[date]) -> date:
    """This function will return the n-th business day after a period."""
    day, counted = period.last_day, 0
    while counted < business_day:
        day += ONE_DAY
        counted += day.weekday() < SATURDAY and day not in closed
    return day


def periods_due(
    kind: ScheduleKind, business_day: int, closed: Container[date], *, since: date, today: date
) -> Iterator[tuple[ReportPeriod, date]]:
    """This function will yield the periods due by today with their days, the oldest first.

    :param since: the day on which the schedule was made; what was due before it is not.
    """
    period = period_of(kind, since)
    before = ReportPeriod(period.first.plus(-period.months), period.months)
    found = []
    for one in _up_to(before, today):
        day = due_on(one, business_day, closed)
        if since <= day <= today:
            found.append((one, day))
    yield from found[-MOST_BEHIND:]


def _up_to(period: ReportPeriod, today: date) -> Iterator[ReportPeriod]:
    """This function will yield a period and those after it that have ended."""
    while period.last_day < today:
        yield period
        period = period.next
