"""Single settings of an agreement set otherwise, by name: what would the other reading give?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import InvalidOperation
from fractions import Fraction
from typing import Any

from availability.domain.chronic import Misses, SlowDays
from availability.domain.policy import (
    DetectionBounds,
    Effect,
    Measure,
    MinuteRounding,
    MinutesBasis,
    PartialMonth,
    Week,
)
from contracts.domain.credits import CreditGate, CreditScope, HourBasis, HourCap, YearHours
from credits.case_settings import Settings
from credits.domain.claims import InvoiceGate, Trigger
from credits.domain.rules import Rounding
from credits.setting_values import exact, flag, minutes, notice, one_of, window, zone_named
from portal.kernel.refusal import Refusal

WITHIN = re.compile(r"(\d+)_of_(\d+)")
SLOW = re.compile(r"(\d+)_days_(total_in_2_months|in_each_month)")
PERCENT = Fraction(100)


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


def _target(settings: Settings, value: Any) -> Settings:
    target = exact(value)
    bands = replace(settings.bands, target=target) if settings.bands else None
    return replace(settings, policy=replace(_known(settings.policy), target=target), bands=bands)


def _reporting(settings: Settings, value: Any) -> Settings:
    zone = zone_named(value)
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
    sessions = 1 if flag(value) else None
    changed_policy = replace(policy, only_weekends=value, sessions_per_week=sessions)
    return replace(settings, policy=changed_policy)


def _partial(settings: Settings, value: Any) -> Settings:
    """This function will set the share of restricted use: one number, or one for each effect."""
    policy = _known(settings.policy)
    by_effect = value if isinstance(value, Mapping) else {Effect.DEGRADED: value}
    shares = {Effect(name): exact(share) for name, share in by_effect.items()}
    if not all(0 <= share <= 1 for share in shares.values()):
        raise ValueError
    weights = {**policy.partial_weights, **shares}
    return replace(settings, policy=replace(policy, partial_weights=weights))


def _maintenance_zone(settings: Settings, value: Any) -> Settings:
    """This function will set whose night it is: one zone, or that of each deployment."""
    policy = _known(settings.policy)
    if value == "deployment":
        return replace(settings, policy=replace(policy, by_deployment=True))
    changed_policy = replace(policy, maintenance_zone=zone_named(value), by_deployment=False)
    return replace(settings, policy=changed_policy)


def _misses(settings: Settings, value: Any) -> Settings:
    found = WITHIN.fullmatch(value)
    if found is None or not 0 < int(found[1]) <= int(found[2]):
        raise ValueError
    return replace(settings, misses=Misses(int(found[1]), int(found[2])))


def _slow_days(settings: Settings, value: Any) -> Settings:
    found = SLOW.fullmatch(value)
    if found is None or not int(found[1]):
        raise ValueError
    return replace(settings, slow_days=SlowDays(int(found[1]), found[2] == "in_each_month"))


def _day_credit(settings: Settings, value: Any) -> Settings:
    return replace(settings, day_credit=exact(value))


def _aim(settings: Settings, value: Any) -> Settings:
    return replace(settings, aim=exact(value) / PERCENT)


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
    "formula_multiplier": _policy(multiplier=exact),
    "maintenance_measure": _policy(measure=one_of(Measure)),
    "minutes_basis": _policy(basis=one_of(MinutesBasis)),
    "minute_rounding": _policy(rounding=one_of(MinuteRounding)),
    "partial_month": _policy(partial_month=one_of(PartialMonth)),
    "partial_weight": _partial,
    "user_weighting": _policy(user_weighting=flag),
    "detection_bounds": _policy(bounds=one_of(DetectionBounds)),
    "window": _policy(window=window),
    "permitted_window": _policy(window=window),
    "notice": _policy(notice=notice),
    "notice_is_condition": _policy(notice_is_condition=flag),
    "emergency_contact_within_minutes": _policy(emergency_contact_within=minutes),
    "emergency_requires_notice": _policy(emergency_requires_notice=flag),
    "unexpected_needs_notice": _policy(unexpected_needs_notice=flag),
    "emergency_only_outside": _policy(emergency_only_outside=flag),
    "running_outage_wins": _policy(running_outage_wins=flag),
    "excluded_time_in_denominator": _policy(excluded_time_in_denominator=flag),
    "monthly_maintenance_minutes": _policy(allotment=minutes),
    "overflow_leaves_month": _policy(overflow_leaves_month=flag),
    "enforce_section_1_3": _section_1_3,
    "max_sessions_per_week": _policy(sessions_per_week=int),
    "permitted_weekends_only": _policy(only_weekends=flag),
    "week_definition": _policy(week=one_of(Week)),
    "holiday_calendar": _holidays,
    "credit_hour_basis": _part("hours", basis=one_of(HourBasis)),
    "credit_scope": _part("hours", scope=one_of(CreditScope)),
    "cap": _part("hours", cap=one_of(HourCap)),
    "credit_gate": _part("hours", gate=one_of(CreditGate)),
    "hours_of_year": _part("hours", year=one_of(YearHours)),
    "claim_trigger": _part("claims", trigger=one_of(Trigger)),
    "claim_business_days": _part("claims", business_days=int),
    "invoice_gate": _part("claims", gate=one_of(InvoiceGate)),
    "incomplete_claim": _part("claims", incomplete_is_none=lambda value: value == "reject"),
    "failure_rounding": _part("bands", rounding=one_of(Rounding)),
    "response_time_seconds": _part("limit", seconds=exact),
    "response_time_equality_fails": _part("limit", equality_fails=flag),
    "response_time_credit_per_day": _day_credit,
    "chronic_availability": _misses,
    "chronic_response": _slow_days,
    "compliance_target_percent": _aim,
    "customer_wait_deducted": _as_it_is(True, False),  # of clocks; a count of them is given
    "money_rounding": _as_it_is("once_half_up"),
}
