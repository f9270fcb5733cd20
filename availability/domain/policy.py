"""How an agreement counts a month: every reading of its text is a setting (PQ-01 to PQ-03, HR-01).

The readings, with worked figures, are in docs/algorithms/availability.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class MinuteRounding(StrEnum):
    """How the seconds of one unavailability are counted."""

    EXACT = "exact_seconds"
    DROP_SHORT = "drop_under_a_minute"
    CEIL = "ceil_per_drop"  # to the next full minute
    TOUCHED = "touched_minutes"  # every minute of the clock in which it was down


class PartialMonth(StrEnum):
    """What becomes of a month in which a contract began or ended."""

    OWN_SECONDS = "own_seconds"
    WHOLE_MONTH = "whole_month"  # held against the whole month's length
    LEFT_OUT = "left_out"  # no availability is stated


class DetectionBounds(StrEnum):
    """From when until when a service was down."""

    TYPED = "typed"  # what a person confirmed
    FAILED = "first_fail_to_first_ok"
    DOUBTED = "last_ok_to_first_ok"


class Week(StrEnum):
    """Within what one session of maintenance shuts another out."""

    ISO = "iso"  # Monday to Sunday
    SUNDAY = "sunday"  # Sunday to Saturday
    SEVEN_DAYS = "seven_days"  # after the start of the last permitted one


class Effect(StrEnum):
    """What an outage did to the service."""

    UNAVAILABLE = "unavailable"
    IMPAIRED = "impaired"  # ordinary functions, or substantial parts, were impossible
    DEGRADED = "degraded"  # use was slow or restricted, and possible


class Kind(StrEnum):
    """Maintenance that was planned, or that could not wait."""

    SCHEDULED = "scheduled"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Notice:
    """How long before maintenance its notice must have been given: days or hours."""

    business_days: int = 0
    elapsed: timedelta = timedelta(0)


def _as_high() -> Mapping[Effect, Fraction]:
    """This function will count what fits the highest severity, and nothing less (P18)."""
    return {Effect.IMPAIRED: Fraction(1), Effect.DEGRADED: Fraction(0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The settings of one agreement version."""

    reporting_zone: ZoneInfo  # whose calendar month is measured
    maintenance_zone: ZoneInfo
    by_deployment: bool = False  # the window is that of the places where the work took it down
    target: Fraction  # percent
    multiplier: Fraction = HUNDRED
    window: Window  # by the clock on the wall, each day
    basis: MinutesBasis = MinutesBasis.ELAPSED
    rounding: MinuteRounding = MinuteRounding.EXACT
    partial_month: PartialMonth = PartialMonth.OWN_SECONDS
    partial_weights: Mapping[Effect, Fraction] = field(default_factory=_as_high)
    user_weighting: bool = False
    bounds: DetectionBounds = DetectionBounds.TYPED
    measure: Measure = Measure.ACTUAL
    notice: Notice = Notice()
    notice_is_condition: bool = True
    unexpected_needs_notice: bool = True  # also work of which no unavailability was expected
    emergency_contact_within: timedelta | None = None  # None: nobody must be contacted
    emergency_requires_notice: bool = False
    emergency_leaves_month: bool = False  # counted as maintenance, not as excused time
    emergency_needs_window: bool = False
    emergency_only_outside: bool = False  # inside the window it is neither kind
    running_outage_wins: bool = True  # over emergency maintenance that came later
    excluded_time_in_denominator: bool = True
    allotment: timedelta | None = None  # of permitted maintenance a month; None: no bound
    overflow_leaves_month: bool = False  # what is beyond it leaves the month and is downtime too
    only_weekends: bool = False
    sessions_per_week: int | None = None
    week: Week = Week.ISO
    holidays: Mapping[date, str]  # on which no business day of notice is counted
    restore_within: timedelta | None = None  # recovery time objective (PQ-05)
    lose_at_most: timedelta | None = None  # recovery point objective (PQ-05)
