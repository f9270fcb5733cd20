"""What is written for single settings of an agreement, read: words, numbers, zones, windows."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from availability.domain.policy import (
    DetectionBounds,
    Measure,
    MinuteRounding,
    Notice,
    PartialMonth,
    Week,
)
from contracts.domain.credits import CreditScope, HourBasis, YearHours
from credits.domain.claims import InvoiceGate
from credits.domain.rules import Rounding
from portal.kernel.schedule import known_zone
from portal.kernel.window import Window

NOTICE = re.compile(r"(\d+)_(business_days|elapsed_hours)")

# Other words for the same readings, as they are met in worked cases.
ALSO_CALLED = {
    "every_night": Measure.EVERY_WINDOW,
    "whole_window": Measure.EVERY_WINDOW,
    "full_window": Measure.EVERY_WINDOW,
    "nightly_window": Measure.EVERY_WINDOW,
    "all_windows": Measure.EVERY_WINDOW,
    "actual": Measure.ACTUAL,
    "announced": Measure.ANNOUNCED,
    "monthly_sum": HourBasis.MONTH,
    "per_month_sum": HourBasis.MONTH,
    "month_sum": HourBasis.MONTH,
    "monthly": HourBasis.MONTH,
    "per_episode": HourBasis.EPISODE,
    "per_slice": HourBasis.PIECE,
    "per_episode_literal": HourBasis.PIECE,
    "per_counted_slice": HourBasis.PIECE,
    "excess": CreditScope.EXCESS,
    "excess_hours": CreditScope.EXCESS,
    "excess_only_hours": CreditScope.EXCESS,
    "fixed_8760": YearHours.FIXED,
    "calendar_year": YearHours.CALENDAR_YEAR,
    "always": Rounding.ALWAYS,
    "any": InvoiceGate.ANY_UNPAID,
    "exact": MinuteRounding.EXACT,
    "drop_short": MinuteRounding.DROP_SHORT,
    "drop_under_minute": MinuteRounding.DROP_SHORT,
    "ceil": MinuteRounding.CEIL,
    "ceil_minute": MinuteRounding.CEIL,
    "touched": MinuteRounding.TOUCHED,
    "touched_clock_minutes": MinuteRounding.TOUCHED,
    "confirmed": DetectionBounds.TYPED,
    "first_fail_first_ok": DetectionBounds.FAILED,
    "last_ok_first_ok": DetectionBounds.DOUBTED,
    "iso_week": Week.ISO,
    "sunday_week": Week.SUNDAY,
    "rolling": Week.SEVEN_DAYS,
    "rolling_7_days": Week.SEVEN_DAYS,
    "active_seconds": PartialMonth.OWN_SECONDS,
    "whole": PartialMonth.WHOLE_MONTH,
    "not_measured": PartialMonth.LEFT_OUT,
}


def one_of[E: StrEnum](options: type[E]) -> Callable[[Any], E]:
    """This function will return a reader of an enumeration that also knows its other words."""
    return lambda value: options(ALSO_CALLED.get(str(value), str(value)))


def exact(value: Any) -> Fraction:
    """This function will read a number exactly."""
    return Fraction(Decimal(str(value)))


def flag(value: Any) -> bool:
    """This function will read true or false, and nothing else."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def zone_named(value: Any) -> ZoneInfo:
    """This function will read a time zone by its name."""
    return known_zone(value)


def minutes(value: Any) -> timedelta | None:
    """This function will read a length in minutes; None: there is none."""
    return None if value is None else timedelta(minutes=int(value))


def window(value: Any) -> Window:
    """This function will read a window such as 23:00-03:00."""
    opens, _, closes = value.partition("-")
    return Window.parse(opens, closes)


def notice(value: Any) -> Notice:
    """This function will read a notice such as 5_business_days or 48_elapsed_hours."""
    found = NOTICE.fullmatch(value)
    if found is None:
        raise ValueError
    amount = int(found[1])
    if found[2] == "business_days":
        return Notice(business_days=amount)
    return Notice(elapsed=timedelta(hours=amount))
