"""How a month's seconds are counted where an agreement's text leaves it open (PQ-01, HR-01)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause


class MinutesBasis(StrEnum):
    """How long a month is."""

    ELAPSED = "elapsed"
    NOMINAL = "nominal"
    FIXED = "fixed"


class MinuteRounding(StrEnum):
    """How the seconds of one unavailability are counted."""

    EXACT = "exact_seconds"
    DROP_SHORT = "drop_under_a_minute"
    CEIL = "ceil_per_drop"
    TOUCHED = "touched_minutes"


class PartialMonth(StrEnum):
    """What becomes of a month in which a contract began or ended."""

    OWN_SECONDS = "own_seconds"
    WHOLE_MONTH = "whole_month"
    LEFT_OUT = "left_out"


class DetectionBounds(StrEnum):
    """From when until when a service was down."""

    TYPED = "typed"
    FAILED = "first_fail_to_first_ok"
    DOUBTED = "last_ok_to_first_ok"


class Week(StrEnum):
    """Within what one session of maintenance shuts another out."""

    ISO = "iso"
    SUNDAY = "sunday"
    SEVEN_DAYS = "seven_days"


class OtherReading(StrEnum):
    """A setting whose words can be read otherwise: a month says what that would come to."""

    MEASURE = "maintenance_measure"
    EXCLUDED = "excluded_time_in_denominator"
    RUNNING_OUTAGE = "running_outage_wins"
    NOTICE = "notice_is_condition"
    UNEXPECTED = "unexpected_needs_notice"
    EMERGENCY_INSIDE = "emergency_only_outside"
    EMERGENCY_NOTICE = "emergency_requires_notice"
    DEPLOYMENT = "by_deployment"
    MAINTENANCE_ZONE = "maintenance_zone"
    REPORTING_ZONE = "reporting_zone"
    BASIS = "minutes_basis"
    ROUNDING = "minute_rounding"
    PARTIAL = "partial_weight"
    USERS = "user_weighting"
    BOUNDS = "detection_bounds"
    MULTIPLIER = "formula_multiplier"
    OVERFLOW = "overflow_leaves_month"
    SESSIONS = "weekends_and_sessions"
    WEEK = "week"
    HOLIDAYS = "notice_holidays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """The settings that a file may leave out."""

    basis: MinutesBasis = MinutesBasis.ELAPSED
    rounding: MinuteRounding = MinuteRounding.EXACT
    partial_month: PartialMonth = PartialMonth.OWN_SECONDS
    impaired: Fraction = Fraction(1)  # the share in which it counts
    degraded: Fraction = Fraction(0)
    by_users: bool = False
    bounds: DetectionBounds = DetectionBounds.TYPED
    clause: Clause | None = None  # None: the file says nothing, so the usual holds
