"""What the agreement page writes for each vendor's values."""

from fractions import Fraction

import pytest

from contracts.domain.clock_rules import BusinessDay, ElapsedHours, Reopened, SeverityChange
from contracts.domain.targets import Milestone
from contracts.wording import (
    RULES,
    number,
    opened_by_miss,
    policy_sentence,
    promise_in_words,
    rule_sentences,
    rung_duties,
)
from tests.contracts.vendors import VENDORS, terms_of


@pytest.mark.parametrize(
    ("vendor", "severity", "milestone", "words"),
    [
        ("lumeon", "1", Milestone.RESPONSE, "0.5 business hour"),
        ("lumeon", "1", Milestone.RESOLUTION, "4 hours"),
        ("lumeon", "2", Milestone.RESPONSE, "1 business hour"),
        ("lumeon", "4", Milestone.RESOLUTION, "10 business days"),
        ("patientiq", "low", Milestone.RESPONSE, "at the vendor's discretion"),
        ("patientiq", "high", Milestone.RESOLUTION, "no time promised"),
    ],
)
def test_a_promise_is_written_with_its_unit(
    vendor: str, severity: str, milestone: Milestone, words: str
) -> None:
    assert promise_in_words(terms_of(vendor).promise(severity, milestone)) == words


def test_an_exact_amount_is_written_without_rounding() -> None:
    assert number(Fraction(1, 8)) == "0.125"


def test_the_rule_on_waiting_says_what_each_vendor_does() -> None:
    said = {vendor: rule_sentences(terms_of(vendor).clock_rules, vendor)[0] for vendor in VENDORS}

    assert said["lumeon"].words == (
        "While lumeon waits for the customer's answer the clocks stand still."
    )
    assert said["patientiq"].words.endswith("nothing is deducted.")
    assert said["lumeon"].clause.ref == "LU-16"


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_rule_of_a_vendor_has_a_sentence_and_its_clause(vendor: str) -> None:
    rules = terms_of(vendor).clock_rules

    assert {sentence.clause for sentence in rule_sentences(rules, vendor)} == set(
        rules.clauses.values()
    )


@pytest.mark.parametrize("values", [SeverityChange, BusinessDay, Reopened, ElapsedHours])
def test_every_value_a_rule_can_take_has_words(values: type) -> None:
    assert any(set(words) == set(values) for words in RULES.values())  # type: ignore[call-overload]  # an enumeration


def test_who_sets_the_severity_is_said_with_what_a_change_takes() -> None:
    assert policy_sentence(terms_of("lumeon").severity_policy, "Lumeon").words == (
        "The severity is set by Lumeon's support."
        " A later change is first talked over with the technical contact."
    )
    assert "the customer, reasonably" in (
        policy_sentence(terms_of("healthy-roster").severity_policy, "Healthy Roster").words
    )


def test_the_first_rung_contacts_within_a_business_day() -> None:
    assert list(rung_duties(terms_of("lumeon").ladder[0])) == [
        "contacts the customer within 1 business day",
        "agrees target dates",
        "may change the priority",
    ]


def test_what_escalates_by_itself_is_said_with_its_severities_lu_22() -> None:
    assert opened_by_miss(terms_of("lumeon")) == (
        "An incident comes to level 1 by itself when its response time is missed (Critical) "
        "or its resolution time is missed (any severity)."
    )


@pytest.mark.parametrize("vendor", ["patientiq", "healthy-roster"])
def test_where_nothing_escalates_by_itself_nothing_is_said(vendor: str) -> None:
    assert opened_by_miss(terms_of(vendor)) == ""
