"""What a month earns by itself, rule by rule: shares of the fee and sums, exact (HR-04, HR-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from availability.domain.derivation import decimal_text
from availability.domain.month import percent_text
from contracts.domain.clause import Clause
from contracts.domain.further_credits import (
    FlatDays,
    FurtherCredit,
    Gate,
    MinuteSteps,
    MissedMilestones,
    PercentSteps,
    ServiceDays,
)
from credits.basis import Basis
from credits.domain import shapes
from credits.domain.rules import HUNDRED
from credits.terms import bands_for, miss_rule_for
from portal.kernel.money import Money

BANDS, SLOW_DAYS = "availability", "response-time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earning:
    """What one rule gives for a month, before the fee is known: contracts can share it."""

    source: str
    name: str
    rule: str
    clause: Clause
    share: Fraction = Fraction(0)  # of the month's fee
    flat: Money | None = None
    inputs: tuple[tuple[str, str], ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is earned whatever the fee is."""
        return not self.share and not self.flat


def earnings_of(basis: Basis) -> list[Earning]:
    """Return what each automatic rule of the agreement gives, in the order of the file."""
    return [*_bands(basis), *_slow_days(basis), *_further(basis)]


def _bands(basis: Basis) -> Iterator[Earning]:
    terms, found = basis.terms.credits, basis.found
    if terms is None:
        return
    percent = Fraction(0)
    if found.percent is not None:
        percent = bands_for(terms, found.policy.target).credit_for(found.percent)
    held = next((band.clause for band in terms.bands if band.credit == percent), terms.clause)
    yield Earning(
        source=BANDS,
        name="Availability below its target",
        rule="The band whose lower bound the month reaches gives a share of the month's fee.",
        clause=held if percent else terms.clause,
        share=percent / HUNDRED,
        inputs=(*_availability(basis), ("Credit", f"{decimal_text(percent)} % of the fee")),
    )


def _slow_days(basis: Basis) -> Iterator[Earning]:
    stated = basis.terms.availability
    terms = stated.response_time if stated else None
    if terms is None:
        return
    slow = basis.slow_days
    yield Earning(
        source=SLOW_DAYS,
        name="Days with slow responses",
        rule=f"{Money(terms.credit_per_day, terms.currency)} for each day whose average response "
        f"time is greater than {decimal_text(terms.limit_seconds)} seconds.",
        clause=terms.clause,
        flat=Money(terms.credit_per_day * len(slow), terms.currency),
        inputs=(
            ("Days measured", str(sum(1 for day in basis.days if day.mean is not None))),
            ("Slow days", f"{len(slow)}: {', '.join(f'{day.on:%d %b}' for day in slow) or 'none'}"),
        ),
    )


def _further(basis: Basis) -> Iterator[Earning]:
    for terms in basis.terms.further_credits:
        is_shut = terms.gate is Gate.MISSED and not basis.found.is_missed
        made = _by_shape(terms, basis)
        if is_shut:
            told = (*made.inputs, ("Not due", "the month met its target"))
            made = Earning(
                source=made.source,
                name=made.name,
                rule=made.rule,
                clause=made.clause,
                inputs=told,
            )
        yield made


def _by_shape(terms: FurtherCredit, basis: Basis) -> Earning:
    match terms:
        case MinuteSteps():
            return _minute_steps(terms, basis)
        case PercentSteps():
            return _percent_steps(terms, basis)
        case ServiceDays():
            return _service_days(terms, basis)
        case FlatDays():
            return _flat_days(terms, basis)
        case MissedMilestones():
            return _milestones(terms, basis)


def _minute_steps(terms: MinuteSteps, basis: Basis) -> Earning:
    steps = shapes.minute_steps(Fraction(basis.found.down), terms.minutes)
    return Earning(
        source=terms.key,
        name=terms.name,
        rule=f"{decimal_text(terms.credit)} % of the month's fee for each full {terms.minutes} "
        "minutes of downtime.",
        clause=terms.clause,
        share=terms.credit * steps / HUNDRED,
        inputs=(*_availability(basis), ("Full steps", str(steps))),
    )


def _percent_steps(terms: PercentSteps, basis: Basis) -> Earning:
    found = basis.found
    steps = shapes.percent_steps(found.percent, found.policy.target, terms.percent)
    return Earning(
        source=terms.key,
        name=terms.name,
        rule=f"{decimal_text(terms.credit)} % of the month's fee for each full "
        f"{decimal_text(terms.percent)} % below the target.",
        clause=terms.clause,
        share=terms.credit * steps / HUNDRED,
        inputs=(*_availability(basis), ("Full steps", str(steps))),
    )


def _service_days(terms: ServiceDays, basis: Basis) -> Earning:
    days = shapes.minute_steps(Fraction(basis.found.down), terms.minutes) * terms.days
    length = basis.month.last_day.day
    return Earning(
        source=terms.key,
        name=terms.name,
        rule=f"{terms.days} days of service for each full {terms.minutes} minutes of downtime, "
        "each worth its share of the month's fee.",
        clause=terms.clause,
        share=shapes.days_share(days, length),
        inputs=(*_availability(basis), ("Days of service", f"{days} of {length}")),
    )


def _flat_days(terms: FlatDays, basis: Basis) -> Earning:
    days = shapes.days_with(basis.down_by_day, terms.minutes)
    return Earning(
        source=terms.key,
        name=terms.name,
        rule=f"{Money(terms.amount, terms.currency)} for each day with at least {terms.minutes} "
        "minutes of downtime.",
        clause=terms.clause,
        flat=Money(terms.amount * days, terms.currency),
        inputs=(*_availability(basis), ("Days", str(days))),
    )


def _milestones(terms: MissedMilestones, basis: Basis) -> Earning:
    rule = miss_rule_for(terms)
    wanted = [
        miss
        for miss in basis.misses
        if miss.milestone in terms.milestones
        and (not terms.severities or miss.severity in terms.severities)
    ]
    percents = [shapes.miss_percent(miss.late, rule) for miss in wanted]
    grows = "doubled" if terms.doubling else f"and {decimal_text(terms.further)} % more"
    return Earning(
        source=terms.key,
        name=terms.name,
        rule=f"{decimal_text(terms.credit)} % of the month's fee for each missed milestone, "
        f"{grows} for each further hour begun after the first, at most "
        f"{decimal_text(terms.most)} % each.",
        clause=terms.clause,
        share=sum(percents, Fraction(0)) / HUNDRED,
        inputs=tuple(
            (f"{miss.incident}, {miss.milestone}", f"{miss.late} late: {decimal_text(percent)} %")
            for miss, percent in zip(wanted, percents, strict=True)
        )
        or (("Missed milestones", "none"),),
    )


def _availability(basis: Basis) -> tuple[tuple[str, str], ...]:
    found = basis.found
    figure = "nothing to measure" if found.percent is None else f"{percent_text(found.percent)} %"
    return (
        ("Availability", figure),
        ("Target", f"{decimal_text(found.policy.target)} %"),
        ("Downtime that counts", f"{int(found.down) // 60} min {int(found.down) % 60} s"),
    )
