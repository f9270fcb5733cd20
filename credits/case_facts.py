"""Reading the facts of worked cases: outages, works, claims, invoices and samples as records."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from availability.domain.facts import Detection, Exclusion, Maintenance, Outage
from availability.domain.policy import Effect, Kind
from credits.case_values import (
    Case,
    count,
    day,
    flag,
    instant,
    instant_or_none,
    mapping,
    number,
    objects,
    text,
)
from credits.domain.claims import Claim, Invoice
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from portal.kernel.schedule import known_zone

SECOND = timedelta(seconds=1)
HUNDREDTHS = 100


def outages(facts: Case) -> list[Outage]:
    """This function will return the outages of a case."""
    return [
        Outage(
            key=text(one, "id"),
            during=_period(one, "start", "end"),
            exclusions=tuple(_exclusion(said) for said in _lasting(one, "exclusions")),
            effect=_effect(one),
            ordinary_out=bool(one.get("ordinary_functions_out")),
            users=_users(one),
            detection=_detection(one),
        )
        for one in _lasting(facts, "outages")
    ]


def _lasting(facts: Case, key: str) -> list[Case]:
    """This function will return the records that last: a record of no second says nothing."""
    return [one for one in objects(facts, key) if not _is_momentary(one)]


def _is_momentary(one: Case) -> bool:
    begins, ends = instant_or_none(one, "start"), instant_or_none(one, "end")
    return begins is not None and begins == ends


def _effect(one: Case) -> Effect:
    if one.get("partial"):
        return Effect.DEGRADED
    effect = one.get("effect", Effect.UNAVAILABLE)
    if effect not in set(Effect):
        raise Refusal(f"An effect is {', '.join(Effect)}, not {effect!r}.", code="bad_case")
    return Effect(effect)


def _users(one: Case) -> tuple[int, int] | None:
    if one.get("users_total") is None:
        return None
    affected, total = count(one, "users_affected"), count(one, "users_total")
    return (affected, total) if total else None


def _detection(one: Case) -> Detection | None:
    """This function will return what monitoring saw, under either of its names."""
    names = ("last_ok", "first_fail", "last_fail", "first_ok")
    seen = {
        name: instant_or_none(one, name) or instant_or_none(one, f"{name}_at") for name in names
    }
    return Detection(**seen) if any(seen.values()) else None


def works(facts: Case) -> list[Maintenance]:
    """This function will return the maintenance of a case."""
    return [_work(one) for one in _lasting(facts, "maintenance")]


def _work(one: Case) -> Maintenance:
    kind = text(one, "kind")
    if kind not in set(Kind):
        raise Refusal(f"Maintenance is {' or '.join(Kind)}, not {kind!r}.", code="bad_case")
    announced = one.get("announced_start") is not None
    return Maintenance(
        key=text(one, "id"),
        kind=Kind(kind),
        during=_period(one, "start", "end"),
        announced=_period(one, "announced_start", "announced_end") if announced else None,
        notice_at=instant_or_none(one, "notice_at"),
        contacted_at=instant_or_none(one, "customer_contacted_at"),
        extension=timedelta(minutes=count(one, "approved_extension_minutes"))
        if "approved_extension_minutes" in one
        else timedelta(0),
        zones=_zones(one),
        is_outage_expected=bool(one.get("outage_expected", True)),
        recorded_at=instant_or_none(one, "recorded_at"),
    )


def _zones(one: Case) -> tuple[ZoneInfo, ...]:
    """This function will return where the work took it down: one deployment's zone, or several."""
    named = one.get("deployment_tz")
    return tuple(map(known_zone, named if isinstance(named, list) else [named])) if named else ()


def _exclusion(said: Case) -> Exclusion:
    is_part = said.get("start") is not None
    return Exclusion(
        reason=text(said, "reason"), during=_period(said, "start", "end") if is_part else None
    )


def _period(case: Case, start: str, end: str) -> Period:
    begins, ends = instant(case, start), instant(case, end)
    if ends <= begins:
        raise Refusal(f"{case.get('id', 'A record')} ends before it starts.", code="bad_period")
    return Period(begins, ends)


def claims(facts: Case) -> list[Claim]:
    """This function will return the claims of a case."""
    return [
        Claim(
            key=text(one, "id"),
            filed_at=instant(one, "filed_at"),
            missing=_missing(one),
            outage=text(one, "outage") if one.get("outage") is not None else "",
        )
        for one in objects(facts, "claims")
    ]


def _missing(one: Case) -> tuple[str, ...]:
    """This function will return the details that a claim lacks: a list, or one alone."""
    missing = one.get("missing_details") or ()
    if isinstance(missing, str):
        return (missing,)
    return tuple(map(str, _values(missing, "missing_details")))


def _values(value: Any, key: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise Refusal(f"{key} is a list.", code="bad_case")
    return value


def invoices(facts: Case) -> list[Invoice]:
    """This function will return the invoices of a case."""
    return [
        Invoice(
            key=text(one, "id"),
            issued_at=instant(one, "issued_at"),
            due_on=day(one, "due_on"),
            paid_at=instant_or_none(one, "paid_at"),
            is_disputed=flag(one, "disputed"),
        )
        for one in objects(facts, "invoices")
    ]


def further_invoice(facts: Case, month_ends: datetime) -> bool:
    """This function will say whether another invoice will follow, on which a credit can stand.

    Where a case does not say so, none follows a service that ended by the end of the month.
    """
    for name in ("further_invoice", "further_invoices", "next_invoice"):
        if name in facts:
            return bool(facts[name])  # when it comes, or whether
    if any(flag(facts, name) for name in ("no_further_invoice", "no_further_invoices")):
        return False
    ended = instant_or_none(mapping(facts, "contract"), "service_end")
    return ended is None or ended > month_ends


def samples(facts: Case) -> dict[date, list[Fraction]]:
    """This function will return response times by date, in seconds."""
    by_day = mapping(facts, "samples_by_day")
    return {
        day({"day": on}, "day"): [number(value, on) for value in _values(values or (), on)]
        for on, values in by_day.items()
    }


def missed_months(facts: Case) -> list[Month]:
    """This function will return the months whose availability was missed."""
    return [
        Month.parse(text(one, "month"))
        for one in objects(facts, "service_periods")
        if flag(one, "availability_missed")
    ]


def failing_days(facts: Case) -> dict[Month, int]:
    """This function will return the number of slow days by month."""
    by_month = mapping(facts, "failing_days_by_month")
    return {Month.parse(month): count(by_month, month) for month in by_month}


def seconds(amount: timedelta) -> int:
    """This function will return whole seconds."""
    return amount // SECOND


def two_places(percent: Fraction) -> str:
    """This function will write a percentage with two places, cut off."""
    whole, rest = divmod(percent * HUNDREDTHS // 1, HUNDREDTHS)
    return f"{whole}.{rest:02}"
