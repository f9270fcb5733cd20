"""Single settings of an agreement set otherwise, by name: what would the other reading give?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any
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
from availability.terms import limit_for, misses_for, policy_for, slow_days_for
from contracts.domain.credits import CreditGate, CreditScope, HourBasis, HourCredits, YearHours
from contracts.domain.terms import Terms
from credits.domain.claims import ClaimRules, InvoiceGate, Trigger
from credits.domain.rules import Bands, Rounding
from credits.terms import bands_for, claims_for
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone
from portal.kernel.window import Window

NOTICE = re.compile(r"(\d+)_(business_days|elapsed_hours)")
WITHIN = re.compile(r"(\d+)_of_(\d+)")
SLOW = re.compile(r"(\d+)_days_(total_in_2_months|in_each_month)")
PERCENT = Fraction(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All by which a month and its credit are counted."""

    policy: Policy | None = None  # None: no availability is promised
    bands: Bands | None = None
    hours: HourCredits | None = None
    claims: ClaimRules | None = None
    limit: Limit | None = None
    day_credit: Fraction = Fraction(0)
    misses: Misses | None = None
    slow_days: SlowDays | None = None
    aim: Fraction | None = None  # of attainment
    payment_days: int | None = None  # after the month, where no invoice follows (HR-06)


def settings_of(terms: Terms, holidays: Mapping[date, str]) -> Settings:
    """This function will return an agreement's own settings."""
    stated = terms.availability
    if stated is None:
        return Settings(aim=terms.attainment_aim)
    slow, chronic = stated.response_time, stated.chronic
    return Settings(
        policy=policy_for(stated, holidays),
        bands=bands_for(terms.credits, stated.target) if terms.credits else None,
        hours=terms.hour_credits,
        claims=claims_for(terms.claims, stated.zone, holidays) if terms.claims else None,
        limit=limit_for(slow) if slow else None,
        day_credit=slow.credit_per_day if slow else Fraction(0),
        misses=misses_for(chronic) if chronic else None,
        slow_days=slow_days_for(chronic) if chronic else None,
        aim=terms.attainment_aim,
        payment_days=terms.settlement.payment_days if terms.settlement else None,
    )


def changed(settings: Settings, overrides: Mapping[str, Any]) -> Settings:
    """This function will return settings with single ones set otherwise.

    :raises Refusal: if there is no such setting, or a value makes no sense for it.
    """
    for name, value in overrides.items():
        if name not in CHANGES:
            raise Refusal(f"There is no setting {name!r}.", code="unknown_setting")
        try:
            settings = CHANGES[name](settings, value)
        except (ValueError, TypeError, AttributeError, InvalidOperation):
            raise Refusal(f"{value!r} makes no sense for {name}.", code="bad_setting") from None
    return settings


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


def _one_of[E: StrEnum](options: type[E]) -> Callable[[Any], E]:
    """This function will return a reader of an enumeration that also knows its other words."""
    return lambda value: options(ALSO_CALLED.get(str(value), str(value)))


type Change = Callable[[Settings, Any], Settings]


def _policy(**names: Callable[[Any], Any]) -> Change:
    """This function will return a change of one column of the policy."""
    ((column, read),) = names.items()

    def change(settings: Settings, value: Any) -> Settings:
        policy = replace(_known(settings.policy), **{column: read(value)})
        return replace(settings, policy=policy)

    return change


def _part(part: str, **names: Callable[[Any], Any]) -> Change:
    """This function will return a change of one column of another part of the settings."""
    ((column, read),) = names.items()

    def change(settings: Settings, value: Any) -> Settings:
        known = _known(getattr(settings, part))
        return replace(settings, **{part: replace(known, **{column: read(value)})})

    return change


def _known[T](part: T | None) -> T:
    if part is None:
        raise Refusal("The agreement promises nothing of this kind.", code="no_promise")
    return part


def _exact(value: Any) -> Fraction:
    return Fraction(Decimal(str(value)))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _zone(value: Any) -> ZoneInfo:
    return known_zone(value)


def _minutes(value: Any) -> timedelta | None:
    return None if value is None else timedelta(minutes=int(value))


def _window(value: Any) -> Window:
    opens, _, closes = value.partition("-")
    return Window.parse(opens, closes)


def _notice(value: Any) -> Notice:
    found = NOTICE.fullmatch(value)
    if found is None:
        raise ValueError
    amount = int(found[1])
    if found[2] == "business_days":
        return Notice(business_days=amount)
    return Notice(elapsed=timedelta(hours=amount))


def _target(settings: Settings, value: Any) -> Settings:
    target = _exact(value)
    bands = replace(settings.bands, target=target) if settings.bands else None
    return replace(settings, policy=replace(_known(settings.policy), target=target), bands=bands)


def _reporting(settings: Settings, value: Any) -> Settings:
    zone = _zone(value)
    claims = replace(settings.claims, zone=zone) if settings.claims else None
    policy = replace(_known(settings.policy), reporting_zone=zone)
    return replace(settings, policy=policy, claims=claims)


def _holidays(settings: Settings, value: Any) -> Settings:
    if value in {"us_federal_observed", "US"}:
        return settings
    if value != "none":
        raise ValueError
    claims = replace(settings.claims, holidays={}) if settings.claims else None
    return replace(settings, policy=replace(_known(settings.policy), holidays={}), claims=claims)


def _section_1_3(settings: Settings, value: Any) -> Settings:
    policy = _known(settings.policy)
    sessions = 1 if _flag(value) else None
    changed_policy = replace(policy, only_weekends=value, sessions_per_week=sessions)
    return replace(settings, policy=changed_policy)


def _partial(settings: Settings, value: Any) -> Settings:
    """This function will set the share of restricted use: one number, or one for each effect."""
    policy = _known(settings.policy)
    by_effect = value if isinstance(value, Mapping) else {Effect.DEGRADED: value}
    shares = {Effect(name): _exact(share) for name, share in by_effect.items()}
    if not all(0 <= share <= 1 for share in shares.values()):
        raise ValueError
    weights = {**policy.partial_weights, **shares}
    return replace(settings, policy=replace(policy, partial_weights=weights))


def _maintenance_zone(settings: Settings, value: Any) -> Settings:
    """This function will set whose night it is: one zone, or that of each deployment."""
    policy = _known(settings.policy)
    if value == "deployment":
        return replace(settings, policy=replace(policy, by_deployment=True))
    changed_policy = replace(policy, maintenance_zone=_zone(value), by_deployment=False)
    return replace(settings, policy=changed_policy)


def _misses(settings: Settings, value: Any) -> Settings:
    found = WITHIN.fullmatch(value)
    if found is None:
        raise ValueError
    return replace(settings, misses=Misses(int(found[1]), int(found[2])))


def _slow_days(settings: Settings, value: Any) -> Settings:
    found = SLOW.fullmatch(value)
    if found is None:
        raise ValueError
    return replace(settings, slow_days=SlowDays(int(found[1]), found[2] == "in_each_month"))


def _day_credit(settings: Settings, value: Any) -> Settings:
    return replace(settings, day_credit=_exact(value))


def _aim(settings: Settings, value: Any) -> Settings:
    return replace(settings, aim=_exact(value) / PERCENT)


def _as_it_is(*allowed: Any) -> Change:
    """This function will return a change that only the given values pass: there is no other."""

    def change(settings: Settings, value: Any) -> Settings:
        if value not in allowed:
            raise ValueError
        return settings

    return change


CHANGES: dict[str, Change] = {
    "reporting_tz": _reporting,
    "maintenance_tz": _maintenance_zone,
    "target_percent": _target,
    "formula_multiplier": _policy(multiplier=_exact),
    "maintenance_measure": _policy(measure=_one_of(Measure)),
    "minutes_basis": _policy(basis=_one_of(MinutesBasis)),
    "minute_rounding": _policy(rounding=_one_of(MinuteRounding)),
    "partial_month": _policy(partial_month=_one_of(PartialMonth)),
    "partial_weight": _partial,
    "user_weighting": _policy(user_weighting=_flag),
    "detection_bounds": _policy(bounds=_one_of(DetectionBounds)),
    "window": _policy(window=_window),
    "permitted_window": _policy(window=_window),
    "notice": _policy(notice=_notice),
    "notice_is_condition": _policy(notice_is_condition=_flag),
    "emergency_contact_within_minutes": _policy(emergency_contact_within=_minutes),
    "emergency_requires_notice": _policy(emergency_requires_notice=_flag),
    "unexpected_needs_notice": _policy(unexpected_needs_notice=_flag),
    "emergency_only_outside": _policy(emergency_only_outside=_flag),
    "running_outage_wins": _policy(running_outage_wins=_flag),
    "excluded_time_in_denominator": _policy(excluded_time_in_denominator=_flag),
    "monthly_maintenance_minutes": _policy(allotment=_minutes),
    "overflow_leaves_month": _policy(overflow_leaves_month=_flag),
    "enforce_section_1_3": _section_1_3,
    "max_sessions_per_week": _policy(sessions_per_week=int),
    "permitted_weekends_only": _policy(only_weekends=_flag),
    "week_definition": _policy(week=_one_of(Week)),
    "holiday_calendar": _holidays,
    "credit_hour_basis": _part("hours", basis=_one_of(HourBasis)),
    "credit_scope": _part("hours", scope=_one_of(CreditScope)),
    "credit_gate": _part("hours", gate=_one_of(CreditGate)),
    "hours_of_year": _part("hours", year=_one_of(YearHours)),
    "claim_trigger": _part("claims", trigger=_one_of(Trigger)),
    "claim_business_days": _part("claims", business_days=int),
    "invoice_gate": _part("claims", gate=_one_of(InvoiceGate)),
    "incomplete_claim": _part("claims", incomplete_is_none=lambda value: value == "reject"),
    "failure_rounding": _part("bands", rounding=_one_of(Rounding)),
    "response_time_seconds": _part("limit", seconds=_exact),
    "response_time_equality_fails": _part("limit", equality_fails=_flag),
    "response_time_credit_per_day": _day_credit,
    "chronic_availability": _misses,
    "chronic_response": _slow_days,
    "compliance_target_percent": _aim,
    "customer_wait_deducted": _as_it_is(True, False),  # of clocks; a count of them is given
    "money_rounding": _as_it_is("once_half_up"),
}
