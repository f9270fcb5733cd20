"""What an agreement gives for a missed month, as sentences to hold against the document (CO-06)."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.claim_wording import claiming, settling
from contracts.domain.availability import AvailabilityTerms, ChronicTerms, ResponseTimeTerms
from contracts.domain.clause import Clause
from contracts.domain.credits import (
    AvailabilityCredits,
    CreditGate,
    CreditScope,
    FailureRounding,
    GapRule,
    HourBasis,
    HourCap,
    HourCredits,
    YearHours,
)
from contracts.domain.further_credits import BelowMinimum
from contracts.domain.terms import Terms
from contracts.further_wording import further_sentence
from contracts.wording import Sentence, number

HOURS = {
    HourBasis.EPISODE: "Full hours are counted in each outage, without what is excluded, and cut "
    "off: 119 minutes are one hour.",
    HourBasis.PIECE: "Full hours are counted in each outage and cut off; what is excluded in the "
    "middle ends an outage.",
    HourBasis.MONTH: "Full hours are counted in the sum of the month's outages and cut off.",
}
SCOPES = {
    CreditScope.ALL: "All full hours are credited once the month has missed its target.",
    CreditScope.EXCESS: "Only hours beyond what the target allows are credited.",
}
GATES = {
    CreditGate.MONTH: "The month that must have missed its target is the one in which the outage "
    "began.",
    CreditGate.ANY_TOUCHED: "It is enough that one of the months that the outage touches missed "
    "its target.",
}
YEARS = {
    YearHours.CONTRACT_YEAR: "The year is the contract's own that holds the beginning of the "
    "outage: 8,760 hours, or 8,784 with a 29 February.",
    YearHours.CALENDAR_YEAR: "The year is the calendar year in which the outage began: 8,760 "
    "hours, or 8,784 with a 29 February.",
    YearHours.FIXED: "The year always has 8,760 hours.",
}
CAPS = {
    HourCap.MONTH: "A month earns no more hours than it has.",
    HourCap.NONE: "No limit is set to the hours of a month.",
}
ROUNDINGS = {
    FailureRounding.GAP: "A figure between two bands falls to the worse one.",
    FailureRounding.ALWAYS: "What is missing to the target is first rounded up to a full percent; "
    "a figure that is then between two bands falls to the worse one.",
    FailureRounding.NEVER: "A figure between two bands falls to the better one.",
}
MEETING = {  # where the bands meet, so that nothing lies between two of them
    FailureRounding.ALWAYS: "What is missing to the target is first rounded up to a full percent.",
}
MINIMA = {
    BelowMinimum.RAISED: "Credits of a month that come to less than {least}, and not to nothing, "
    "are raised to it.",
    BelowMinimum.NOTHING: "Credits of a month that come to less than {least} are not given.",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One side of what is given, with its sentences."""

    title: str
    sentences: tuple[Sentence, ...]


def credit_parts(terms: Terms) -> list[Part]:
    """This function will write what a missed month earns and how it is got, part by part.

    Without anything earned there is no part (PQ-06 to PQ-07, HR-04 to HR-07).
    """
    parts = {
        "What is earned": [*_earned(terms)],
        "Limits": [*_limits(terms)],
        "How it is claimed": [*claiming(terms.claims, _zone(terms))],
        "How it is settled": [*settling(terms.settlement)],
        "Chronic failure": [*_chronic(terms.availability)],
    }
    if not (parts["What is earned"] or parts["Chronic failure"]):
        return []
    target = [*_target(terms.availability)]
    found = {"The promise": target} | parts
    return [Part(title, tuple(said)) for title, said in found.items() if said]


def _zone(terms: Terms) -> str:
    return terms.availability.zone if terms.availability else ""


def _target(terms: AvailabilityTerms | None) -> Iterator[Sentence]:
    if terms is not None:
        yield Sentence(
            f"Availability of {number(terms.target)} % in each calendar month, as it is in "
            f"{terms.zone}. Exactly the target meets it.",
            terms.clause,
        )


def _earned(terms: Terms) -> Iterator[Sentence]:
    if terms.credits:
        yield from _bands(terms.credits)
    if terms.hour_credits:
        yield from _hours(terms.hour_credits)
    if terms.availability and terms.availability.response_time:
        yield _slow_days(terms.availability.response_time)
    for one in terms.further_credits:
        yield further_sentence(one, terms)


def _bands(terms: AvailabilityCredits) -> Iterator[Sentence]:
    words = "A month below its target earns the share of that month's fee that its band gives."
    meets = terms.gap_rule is GapRule.NONE
    rounding = (MEETING if meets else ROUNDINGS).get(terms.rounding, "")
    yield _sentence(terms.clause, words, "The lower bound belongs to a band.", rounding)
    for place, band in enumerate(terms.bands):
        share = f"{number(band.credit)} % of the month's fee."
        if not band.low:
            yield Sentence(f"Below {number(band.high)} %: {share}", band.clause)
            continue
        to = f"{number(band.low)} % to {'below ' if meets or not place else ''}{number(band.high)}"
        yield Sentence(f"{to} %: {share}", band.clause)


def _hours(terms: HourCredits) -> Iterator[Sentence]:
    yield _sentence(
        terms.clause,
        "Each full hour of an outage earns an hour's share of the contract's annual value.",
        HOURS[terms.basis],
        SCOPES[terms.scope],
        GATES[terms.gate],
        YEARS[terms.year],
        CAPS[terms.cap],
    )


def _slow_days(terms: ResponseTimeTerms) -> Sentence:
    worse = "not less than" if terms.equality_fails else "greater than"
    return Sentence(
        f"{number(terms.credit_per_day)} {terms.currency} for each day whose average response "
        f"time is {worse} {number(terms.limit_seconds)} seconds.",
        terms.clause,
    )


def _limits(terms: Terms) -> Iterator[Sentence]:
    limits = terms.credit_limits
    if limits is None:
        return
    if limits.minimum is not None:
        least = number(limits.minimum)
        yield Sentence(MINIMA[limits.below_minimum].format(least=least), limits.clause)
    if limits.cap is not None:
        yield _sentence(
            limits.clause,
            f"Credits of a month together come to {number(limits.cap)} % of its fee at most; they "
            "are given in the order above until that is used up.",
            "What full hours earn is not limited by it." if terms.hour_credits else "",
        )


def _chronic(terms: AvailabilityTerms | None) -> Iterator[Sentence]:
    if terms is not None and terms.chronic is not None:
        months, slow = _counted(terms.chronic)
        words = f"The customer may terminate once {months}"
        words += f", or once {slow}." if terms.response_time else "."
        yield Sentence(
            f"{words} The right arises with the close of the last of them.", terms.chronic.clause
        )


def _counted(terms: ChronicTerms) -> tuple[str, str]:
    each = "in each of" if terms.slow_days_in_each else "in all within"
    row = "in a row"
    months = f"availability was missed in {terms.missed_months} of {terms.within_months} months"
    slow = f"the average response time was too long on {terms.slow_days} days"
    return f"{months} {row}", f"{slow} {each} two months {row}"


def _sentence(clause: Clause, *words: str) -> Sentence:
    return Sentence(" ".join(filter(None, words)), clause)
