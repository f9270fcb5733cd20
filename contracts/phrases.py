"""Entitlements as words: 5 technical contacts per live instance, twice a year (LU-05)."""

from contracts.domain.entitlements import (
    Entitled,
    Entitlement,
    Every,
    Kind,
    Per,
    Recurring,
    Value,
    Whence,
)

PER = {Per.CONTRACT: "", Per.LIVE_INSTANCE: " per live instance"}
ROUNDS = {
    Every.MONTH: "a month",
    Every.QUARTER: "a quarter",
    Every.YEAR: "a year",
    Every.RELEASE: "for each release",
    Every.CRITICAL_INCIDENT: "for each critical incident",
}
TIMES = {1: "Once", 2: "Twice"}


def value_in_words(row: Entitlement, value: Value) -> str:
    """This function will write a value of a row as people say it."""
    if isinstance(value, Recurring):
        return _recurring(value)
    if row.kind is Kind.QUANTITY:
        plural = "" if value == 1 else "s"
        return f"{value} {row.unit}{plural}{PER[row.per]}"
    if row.kind is Kind.YES_NO:
        return "Yes" if value else "No"
    return str(value) or "None"


def _recurring(value: Recurring) -> str:
    if not value:
        return "None"
    if value.every is Every.AS_NEEDED:
        return "As needed"
    if value.times == 1 and value.every in (Every.RELEASE, Every.CRITICAL_INCIDENT):
        return ROUNDS[value.every].capitalize()
    return f"{TIMES.get(value.times, f'{value.times} times')} {ROUNDS[value.every]}"


def whence_in_words(one: Entitled, tier_names: dict[str, str]) -> str:
    """This function will write where a contract has a value from."""
    if one.whence is Whence.OVERRIDE and one.override:
        until = f" until {one.override.until:%d %b %Y}" if one.override.until else ""
        return f"agreed for this contract from {one.override.since:%d %b %Y}{until}"
    if one.whence is Whence.INHERITED and one.stated:
        return f"with all that {tier_names.get(one.stated.tier, one.stated.tier)} has"
    if one.whence is Whence.TIER:
        return f"by {tier_names.get(one.tier, one.tier)}"
    return f"not with {tier_names.get(one.tier, one.tier)}"
