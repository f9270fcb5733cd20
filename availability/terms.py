"""From an agreement's terms to the rules of a month: the one place where their words meet."""

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from availability.domain.chronic import Misses, SlowDays
from availability.domain.policy import Measure, Notice, Policy
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
    return Policy(
        reporting_zone=ZoneInfo(terms.zone),
        maintenance_zone=ZoneInfo(work.zone),
        target=terms.target,
        multiplier=terms.multiplier,
        window=work.window,
        measure=Measure(work.measure),
        notice=Notice(work.notice_business_days, timedelta(hours=work.notice_hours)),
        notice_is_condition=work.notice_is_condition,
        emergency_contact_within=None if contact is None else timedelta(minutes=contact),
        emergency_requires_notice=work.emergency_requires_notice,
        emergency_leaves_month=work.emergency_counts is EmergencyCounts.MAINTENANCE,
        emergency_needs_window=work.emergency_needs_window,
        excluded_time_in_denominator=terms.excluded_time_in_denominator,
        allotment=None if allotment is None else timedelta(minutes=allotment),
        only_weekends=work.only_weekends,
        sessions_per_week=work.sessions_per_week,
        holidays=holidays if work.notice_holidays else {},
        restore_within=timedelta(hours=terms.recovery.time_hours) if terms.recovery else None,
    )


def limit_for(terms: ResponseTimeTerms) -> Limit:
    """This function will return the longest daily average that is in order (HR-05)."""
    return Limit(terms.limit_seconds, terms.equality_fails)


def misses_for(terms: ChronicTerms) -> Misses:
    """This function will return how many missed months give the right to leave (HR-07)."""
    return Misses(terms.missed_months, terms.within_months)


def slow_days_for(terms: ChronicTerms) -> SlowDays:
    """This function will return how many slow days give the right to leave (HR-07)."""
    return SlowDays(terms.slow_days, terms.slow_days_in_each)
