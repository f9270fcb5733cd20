"""What is promised for one severity, and the business time it comes to for one report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from sla.domain.rules import BusinessDay
from sla.domain.service_days import close_of, service_day_after, wall_time_on

HOUR = 3600
SECOND = timedelta(seconds=1)


class Budgeting(Protocol):
    """A way of turning business days into business time that depends on the report."""

    def __call__(self, calendar: BusinessCalendar, days: Fraction, reported: datetime) -> timedelta:
        """This function will return the business time that `days` from the report come to."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """An amount of time, counted on a calendar, within which a milestone is to be reached."""

    severity: str
    calendar: BusinessCalendar
    amount: Fraction
    in_days: bool = False  # business days; hours otherwise
    assumed: bool = False  # not in the published text: shown so, and left out of attainment

    def __post_init__(self) -> None:
        """This function will refuse a promise that is broken or kept before it begins."""
        if self.amount <= 0:
            raise Refusal(f"A target of {self.amount} is none.", code="zero_target")

    def budget_from(self, reported: datetime, business_day: BusinessDay) -> timedelta:
        """This method will return the business time promised to a report (LU-14).

        Days become time of the calendar too, by whichever reading, so that a wait can be
        deducted from them like from hours.

        :raises Refusal: if the calendar has no service day, or a part of a day is asked of a
            reading that knows whole days only.
        """
        if self.in_days and business_day is not BusinessDay.DAY_LENGTH:
            return BUDGETING[business_day](self.calendar, self.amount, reported)
        return self._length

    @cached_property
    def counts_on(self) -> BusinessCalendar | None:
        """This property will return the calendar, or None where it never opens."""
        return None if self.calendar.is_empty else self.calendar

    @cached_property
    def _length(self) -> timedelta:
        # The same for every report, so it is worked out once for all clocks of the promise.
        unit = self.calendar.regular_day() // SECOND if self.in_days else HOUR
        return _exact(self.amount * unit)


def _to_close_of_day(calendar: BusinessCalendar, days: Fraction, reported: datetime) -> timedelta:
    day = service_day_after(calendar, reported, _whole(days))
    return calendar.between(reported, close_of(calendar, day))


def _to_same_time(calendar: BusinessCalendar, days: Fraction, reported: datetime) -> timedelta:
    day = service_day_after(calendar, reported, _whole(days))
    return calendar.between(reported, wall_time_on(calendar, reported, day))


BUDGETING: dict[BusinessDay, Budgeting] = {
    BusinessDay.END_OF_DAY: _to_close_of_day,
    BusinessDay.SAME_TIME: _to_same_time,
}


def _exact(seconds: Fraction) -> timedelta:
    if seconds.denominator != 1:
        raise Refusal("A target must come to whole seconds.", code="fraction_of_second")
    return timedelta(seconds=seconds.numerator)


def _whole(days: Fraction) -> int:
    if days.denominator != 1:
        raise Refusal(
            f"{days} business days cannot run to a time on a date; only their length can.",
            code="part_of_day",
        )
    return days.numerator
