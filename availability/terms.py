"""From an agreement's terms to the rules of a month: the one place where their words meet."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from availability.domain.chronic import Misses, SlowDays
from availability.domain.policy import (
    DetectionBounds,
    Effect,
    Measure,
    MinuteRounding,
    MinutesBasis,
    Notice,
    PartialMonth,
    Policy,
    Week,
)
from availability.domain.response_time import Limit
from contracts.domain.availability import (
    AvailabilityTerms,
    ChronicTerms,
    EmergencyCounts,
    ResponseTimeTerms,
)


def policy_for(terms: AvailabilityTerms, holidays: Mapping[date, str]) -> Policy:
    """This function will return how a month is counted.

    :param holidays: those of the region that the terms name for days of notice.
    """
    work = terms.maintenance
    allotment, contact = work.monthly_minutes, work.emergency_contact_minutes
    counting, recovery = terms.counting, terms.recovery
    return Policy(
        reporting_zone=ZoneInfo(terms.zone),
        maintenance_zone=ZoneInfo(work.zone),
        by_deployment=work.by_deployment,
        target=terms.target,
        multiplier=terms.multiplier,
        window=work.window,
        basis=MinutesBasis(counting.basis),
        rounding=MinuteRounding(counting.rounding),
        partial_month=PartialMonth(counting.partial_month),
        partial_weights=_weights(terms),
        user_weighting=counting.by_users,
        bounds=DetectionBounds(counting.bounds),
        measure=Measure(work.measure),
        notice=Notice(work.notice_business_days, timedelta(hours=work.notice_hours)),
        notice_is_condition=work.notice_is_condition,
        unexpected_needs_notice=work.unexpected_needs_notice,
        emergency_contact_within=None if contact is None else timedelta(minutes=contact),
        emergency_requires_notice=work.emergency_requires_notice,
        emergency_leaves_month=work.emergency_counts is EmergencyCounts.MAINTENANCE,
        emergency_needs_window=work.emergency_needs_window,
        emergency_only_outside=work.emergency_only_outside,
        running_outage_wins=work.running_outage_wins,
        excluded_time_in_denominator=terms.excluded_time_in_denominator,
        allotment=None if allotment is None else timedelta(minutes=allotment),
        overflow_leaves_month=work.overflow_leaves_month,
        only_weekends=work.only_weekends,
        sessions_per_week=work.sessions_per_week,
        week=Week(work.week),
        holidays=holidays if work.notice_holidays else {},
        restore_within=timedelta(hours=recovery.time_hours) if recovery else None,
        lose_at_most=timedelta(hours=recovery.point_hours) if recovery else None,
    )


def _weights(terms: AvailabilityTerms) -> Mapping[Effect, Fraction]:
    """This function will return the share in which restricted use counts (P18)."""
    return {Effect.IMPAIRED: terms.counting.impaired, Effect.DEGRADED: terms.counting.degraded}


def limit_for(terms: ResponseTimeTerms) -> Limit:
    """This function will return the longest daily average that is in order (HR-05)."""
    return Limit(terms.limit_seconds, terms.equality_fails)


def misses_for(terms: ChronicTerms) -> Misses:
    """This function will return how many missed months give the right to leave (HR-07)."""
    return Misses(terms.missed_months, terms.within_months)


def slow_days_for(terms: ChronicTerms) -> SlowDays:
    """This function will return how many slow days give the right to leave (HR-07)."""
    return SlowDays(terms.slow_days, terms.slow_days_in_each)
