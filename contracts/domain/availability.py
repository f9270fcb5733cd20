"""Availability as an agreement promises and counts it (PQ-01 to PQ-05, HR-01 to HR-03, HR-05)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause
from contracts.domain.counting import Counting, OtherReading, Week
from portal.kernel.window import Window


class MaintenanceMeasure(StrEnum):
    """Which time permitted scheduled maintenance takes out of the month."""

    ACTUAL = "actual_downtime"
    ANNOUNCED = "announced_window"
    EVERY_WINDOW = "every_window"


class EmergencyCounts(StrEnum):
    """What becomes of permitted emergency maintenance."""

    EXCUSED = "excused"  # no downtime, and still part of the month
    MAINTENANCE = "maintenance"  # leaves the month as scheduled maintenance does


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceTerms:
    """Which work counts as maintenance (PQ-03, PQ-04, HR-03)."""

    zone: str
    by_deployment: bool  # the window is that of the places where it is deployed; else the zone's
    window: Window
    measure: MaintenanceMeasure
    notice_business_days: int
    notice_hours: int
    notice_is_condition: bool
    unexpected_needs_notice: bool  # also where no unavailability was expected
    notice_holidays: str  # region; empty: every weekday counts
    monthly_minutes: int | None
    overflow_leaves_month: bool  # what is beyond them: out of the month and downtime too
    only_weekends: bool
    sessions_per_week: int | None
    week: Week
    emergency_counts: EmergencyCounts
    emergency_needs_window: bool
    emergency_only_outside: bool
    emergency_requires_notice: bool
    emergency_contact_minutes: int | None
    running_outage_wins: bool  # over emergency maintenance that came later
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Within how many hours a service is restored, and how much data may be lost (PQ-05)."""

    time_hours: int
    point_hours: int
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTimeTerms:
    """The daily average of response times (HR-05)."""

    limit_seconds: Fraction
    equality_fails: bool
    credit_per_day: Fraction
    currency: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicTerms:
    """When misses give the right to terminate (HR-07)."""

    missed_months: int
    within_months: int
    slow_days: int
    slow_days_in_each: bool
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityTerms:
    """The promise and the way in which a month is counted."""

    target: Fraction  # percent
    multiplier: Fraction  # percent
    zone: str  # whose calendar month is measured
    excluded_time_in_denominator: bool
    exclusions: tuple[str, ...]  # the reasons the agreement lists
    other_readings: tuple[OtherReading, ...]  # settings whose words can be read otherwise
    counting: Counting
    maintenance: MaintenanceTerms
    recovery: Recovery | None
    response_time: ResponseTimeTerms | None
    chronic: ChronicTerms | None
    clause: Clause
