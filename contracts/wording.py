"""An agreement's values as sentences a customer can read (CO-06)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contracts.domain.clause import Clause
from contracts.domain.clock_rules import (
    BusinessDay,
    ClockRules,
    ElapsedHours,
    Reopened,
    SeverityChange,
)
from contracts.domain.severities import SeverityPolicy, SeveritySetter
from contracts.domain.targets import Promise, Silence, Target, Unit
from contracts.domain.terms import Terms
from contracts.domain.workflow import Advance, Rung

UNITS = {
    Unit.BUSINESS_HOURS: "business hour",
    Unit.BUSINESS_DAYS: "business day",
    Unit.ELAPSED_HOURS: "hour",
}
SILENCES = {
    Silence.DISCRETION: "at the vendor's discretion",
    Silence.NONE: "no time promised",
}

# Each rule by its name and value; {vendor} is filled in.
RULES: dict[str, dict[object, str]] = {
    "deduct_awaiting_customer": {
        True: "While {vendor} waits for the customer's answer the clocks stand still.",
        False: "The clocks go on while the customer is asked something: nothing is deducted.",
    },
    "response_needs_work_started": {
        True: "The response is reached when {vendor} has replied and has started work.",
        False: "The response is reached with a person's first reply or a logged call.",
    },
    "resolution_needs_confirmation": {
        True: "The resolution is reached when the customer confirms the solution.",
        False: "The resolution is reached when a solution is provided.",
    },
    "severity_change": {
        SeverityChange.RESTATE: "When the severity changes, the new one's targets count from the "
        "report on its own hours; what was reached before keeps its outcome.",
        SeverityChange.CARRY: "When the severity changes, the time used stays used.",
    },
    "business_day": {
        BusinessDay.DAY_LENGTH: "A business day is as long as one regular service day.",
        BusinessDay.END_OF_DAY: "A target in business days ends as its last service day closes.",
        BusinessDay.SAME_TIME: "A target in business days ends at the clock time of the report.",
    },
    "reopened": {
        Reopened.DEDUCT: "Reopened, the same clock goes on without the time it stood solved.",
        Reopened.RUN: "Reopened, the same clock goes on; the time it stood solved counts too.",
    },
    "elapsed_hours": {
        ElapsedHours.INSTANTS: "A target in plain hours runs around the clock.",
        ElapsedHours.COVERED: "A target in plain hours counts only while the severity is covered.",
    },
}

ADVANCES = {
    Advance.CUSTOMER_REQUEST: "The next rung follows when the customer asks for it.",
    Advance.PLAN_MISSED: "The next rung follows at once when the rescue plan's time passes.",
    Advance.FINAL: "This is the last rung.",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule in words, with where it comes from."""

    words: str
    clause: Clause


def number(amount: Fraction) -> str:
    """This function will write an exact amount as the document does: 0.5, 4."""
    if amount.denominator == 1:
        return str(amount.numerator)
    return str(Decimal(amount.numerator) / Decimal(amount.denominator))


def promise_in_words(promise: Promise) -> str:
    """This function will write what is promised with its unit: 0.5 business hour (LU-14)."""
    if not isinstance(promise, Target):
        return SILENCES[promise.why]
    plural = "s" if promise.amount > 1 else ""
    return f"{number(promise.amount)} {UNITS[promise.unit]}{plural}"


def rule_sentences(rules: ClockRules, vendor: str) -> list[Sentence]:
    """This function will write how the clocks count, one sentence a rule (LU-14 to LU-17)."""
    return [
        Sentence(words[getattr(rules, name)].format(vendor=vendor), rules.clauses[name])
        for name, words in RULES.items()
    ]


def policy_sentence(policy: SeverityPolicy, vendor: str) -> Sentence:
    """This function will write who sets the severity (LU-12)."""
    customer = policy.set_by is SeveritySetter.CUSTOMER_REASONABLY
    setter = "the customer, reasonably" if customer else f"{vendor}'s support"
    words = f"The severity is set by {setter}."
    if policy.change_needs_consultation:
        words += " A later change is first talked over with the technical contact."
    return Sentence(words, policy.clause)


def opened_by_miss(terms: Terms) -> str:
    """This function will write which missed targets escalate by themselves, if any (LU-22)."""
    if terms.opened_by_breach is None:
        return ""
    all_of_them = tuple(terms.severities)
    misses = [
        f"its {milestone} time is missed ({_severities(terms, severities, all_of_them)})"
        for milestone, severities in terms.opened_by_breach.severities.items()
    ]
    return f"An incident comes to level 1 by itself when {' or '.join(misses)}."


def _severities(terms: Terms, severities: tuple[str, ...], all_of_them: tuple[str, ...]) -> str:
    if set(severities) == set(all_of_them):
        return "any severity"
    return ", ".join(terms.severities[key].name for key in severities)


def rung_duties(rung: Rung) -> Iterator[str]:
    """This function will write what whoever stands on a rung does (LU-22)."""
    if rung.contact_within:
        yield f"contacts the customer within {promise_in_words(rung.contact_within)}"
    else:
        yield "contacts the customer as soon as possible"
    if rung.needs_rescue_plan:
        yield "makes a rescue plan"
    if rung.needs_target_date:
        yield "agrees target dates"
    if rung.changes_priority:
        yield "may change the priority"
