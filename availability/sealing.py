"""A month as it is kept when it is closed: facts, figures, derivation, and the hash over them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from availability.domain.deductions import Deduction, deductions, recovery_of
from availability.domain.derivation import decimal_text, derivation, plain
from availability.domain.month import Availability, percent_text
from availability.domain.response_time import Day
from availability.domain.spans import SECOND
from availability.figures import MonthFigure, computed
from availability.models import MonthClosing
from availability.policies import policy_with
from availability.snapshot import Data, Snapshot, hash_of
from availability.terms import limit_for
from contracts.domain.availability import AvailabilityTerms

COLUMNS = ("counted", "partial", "maintenance", "emergency", "excluded", "uncounted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a closing holds; `sha256` is over all of it and the agreement it was computed by."""

    facts: Data
    figures: Data
    derivation: list[str]
    sha256: str


def sealed(figure: MonthFigure) -> Sealed:
    """Return a month as it would be kept."""
    facts = facts_data(figure)
    figures = figures_of(figure.found, figure.deductions, figure.days)
    lines = derivation(figure.found)
    return Sealed(
        facts=facts,
        figures=figures,
        derivation=lines,
        sha256=hash_over(facts, figures, lines, figure.facts.agreement.sha256),
    )


def facts_data(figure: MonthFigure) -> Data:
    """Return what a month is computed from, the measured days with it."""
    days = {day.on.isoformat(): None if day.mean is None else str(day.mean) for day in figure.days}
    return figure.snapshot.as_data() | ({"days": days} if figure.days else {})


def seen_hash(figure: MonthFigure) -> str:
    """Return the hash by which a change of facts between a look and a closing is noticed."""
    return hash_of([facts_data(figure), figure.facts.agreement.sha256])


def hash_over(facts: Data, figures: Data, lines: list[str], agreement: str) -> str:
    """Return the hash that a closing keeps of itself."""
    return hash_of([facts, figures, lines, agreement])


def is_intact(closing: MonthClosing) -> bool:
    """Say whether a closing still holds what was hashed when it was written."""
    kept = (closing.facts, closing.figures, closing.derivation)
    return hash_over(*kept, closing.agreement.sha256) == closing.sha256


def recomputed(closing: MonthClosing) -> Data:
    """Return the figures that a closing's own facts come to today: they never change."""
    terms = closing.agreement.terms.availability
    if terms is None:
        return {}
    snapshot = Snapshot.read(closing.facts)
    found = computed(snapshot, policy_with(terms, snapshot.holidays))
    told = deductions(found, snapshot.outages)
    return figures_of(found, told, days_kept(closing.facts, terms))


def days_kept(facts: Data, terms: AvailabilityTerms) -> tuple[Day, ...]:
    """Return the days' averages, which are facts; whether they are too long is not."""
    if terms.response_time is None:
        return ()
    limit = limit_for(terms.response_time)
    means = {on: Fraction(mean) if mean else None for on, mean in facts.get("days", {}).items()}
    return tuple(
        Day(date.fromisoformat(on), mean, fails=mean is not None and limit.fails(mean))
        for on, mean in means.items()
    )


def figures_of(found: Availability, told: Iterable[Deduction], days: tuple[Day, ...]) -> Data:
    """Return a month's figures as data: whole seconds, exact fractions, percentages cut off."""
    percent = found.percent
    return {
        "percent": None if percent is None else percent_text(percent),
        "exact": None if percent is None else str(percent),
        "target": decimal_text(found.policy.target),
        "is_met": found.is_met,
        "total": found.total,
        "seconds": found.classes.seconds(),
        "down": plain(found.down),
        "denominator": found.denominator,
        "numerator": plain(found.numerator),
        "allowed": found.allowed,
        "overflow": found.permitted.overflow // SECOND,
        "outages": [_outage(one, found) for one in told],
    } | ({"response": _response(days)} if days else {})


def differences(before: Data, after: Data) -> Data:
    """Return what is otherwise in one month's figures than in another's: from and to."""
    names = [*dict.fromkeys((*before, *after))]
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if name != "outages" and before.get(name) != after.get(name)
    } | _changed_outages(before, after)


def _changed_outages(before: Data, after: Data) -> Data:
    was, now = ({one["key"]: one for one in side.get("outages", ())} for side in (before, after))
    changed = {
        key: [was.get(key), now.get(key)]
        for key in dict.fromkeys((*was, *now))
        if was.get(key) != now.get(key)
    }
    return {"outages": changed} if changed else {}


def _outage(one: Deduction, found: Availability) -> Data:
    recovery = recovery_of(one.outage, found)
    seconds = {name: getattr(one, name) for name in COLUMNS}
    return {
        "key": one.outage.key,
        **{name: amount for name, amount in seconds.items() if amount},
        **dict(_told("restored", recovery.restored, recovery.is_in_time)),
        **dict(_told("lost", recovery.lost, recovery.is_little_lost)),
    }


def _told(name: str, amount: timedelta | None, is_held: bool | None) -> Iterator[tuple[str, Any]]:
    if amount is not None:
        yield name, amount // SECOND
    if is_held is not None:
        yield f"{name}_in_time" if name == "restored" else f"{name}_held", is_held


def _response(days: tuple[Day, ...]) -> Data:
    return {
        "failing": [day.on.isoformat() for day in days if day.fails],
        "unmeasured": [day.on.isoformat() for day in days if day.mean is None],
    }
