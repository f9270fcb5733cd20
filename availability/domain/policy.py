"""How an agreement counts a month: every reading of its text is a setting (PQ-01 to PQ-03, HR-01).

The readings, with worked figures, are in docs/algorithms/availability.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from portal.kernel.window import Window

HUNDRED = Fraction(100)


class Measure(StrEnum):
    """Which time permitted scheduled maintenance takes out of the month."""

    ACTUAL = "actual_downtime"
    ANNOUNCED = "announced_window"
    EVERY_WINDOW = "every_window"  # each night's window, whether anything was done or not


class MinutesBasis(StrEnum):
    """How long a month is."""

    ELAPSED = "elapsed"  # as long as it is, daylight saving included
    NOMINAL = "nominal"  # its days of 24 hours each
    FIXED = "fixed"  # 720 hours, whatever the month


class Kind(StrEnum):
    """Maintenance that was planned, or that could not wait."""

    SCHEDULED = "scheduled"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before maintenance its notice must have been given: days or hours."""

    business_days: int = 0
    elapsed: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of one agreement version."""

    reporting_zone: ZoneInfo  # whose calendar month is measured
    maintenance_zone: ZoneInfo
    target: Fraction  # percent
    multiplier: Fraction = HUNDRED
    window: Window  # by the clock on the wall, each day
    basis: MinutesBasis = MinutesBasis.ELAPSED
    measure: Measure = Measure.ACTUAL
    notice: Notice = Notice()
    notice_is_condition: bool = True
    emergency_contact_within: timedelta | None = None  # None: nobody must be contacted
    emergency_requires_notice: bool = False
    emergency_leaves_month: bool = False  # counted as maintenance, not as excused time
    emergency_needs_window: bool = False
    excluded_time_in_denominator: bool = True
    allotment: timedelta | None = None  # of permitted maintenance a month; None: no bound
    only_weekends: bool = False
    sessions_per_week: int | None = None
    holidays: Mapping[date, str]  # on which no business day of notice is counted
    restore_within: timedelta | None = None  # recovery time objective (PQ-05)
