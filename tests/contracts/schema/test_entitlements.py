"""Entitlements as a file states them; each thing wrong has its key and reason (LU-05)."""

import pytest

from contracts.agreement_file import parse_agreement
from contracts.domain.entitlements import Entitlements, Every, Kind, Per, Recurring
from contracts.domain.terms import Terms
from tests.contracts.schema.sample import FILE, SAMPLE, problems_of

ROWS = """
[entitlements.technical_contacts]
group = "People"
name = "Contacts"
kind = "quantity"
unit = "contact"
per = "live_instance"
from = "basic"
value = 3
clause = "LU-03"
words = "three contacts"
[entitlements.technical_contacts.tiers.plus]
value = 5
detail = "two more"
clause = "LU-03"
words = "five contacts"

[entitlements.reviews]
group = "Advice"
name = "Reviews"
kind = "activity"
times = 1
every = "quarter"
from = "plus"
clause = "LU-05"
words = "quarterly reviews"

[entitlements.portal]
group = "People"
name = "Portal"
from = "basic"
clause = "LU-05"
words = "the portal"

[instructions]
authorised_persons = true
clause = "PQ-13"
words = "authorised persons"
"""


def terms(rows: str = ROWS) -> Terms:
    return parse_agreement(SAMPLE + rows, file=FILE).terms


def changed(old: str, new: str) -> str:
    assert old in ROWS
    return SAMPLE + ROWS.replace(old, new, 1)


def test_rows_keep_the_files_order_and_say_what_they_are() -> None:
    rows = list(terms().entitlements.by_key.values())

    assert [(row.key, row.kind, row.per, row.unit) for row in rows] == [
        ("technical_contacts", Kind.QUANTITY, Per.LIVE_INSTANCE, "contact"),
        ("reviews", Kind.ACTIVITY, Per.CONTRACT, ""),
        ("portal", Kind.YES_NO, Per.CONTRACT, ""),
    ]


def test_lu_01_what_a_tier_holds_is_settled_once_and_inherited() -> None:
    held = terms().entitlements.held

    assert {place: said.value for place, said in held.items()} == {
        ("basic", "technical_contacts"): 3,
        ("basic", "portal"): True,
        ("plus", "technical_contacts"): 5,
        ("plus", "reviews"): Recurring(1, Every.QUARTER),
        ("plus", "portal"): True,
    }
    assert held["plus", "portal"].tier == "basic"
    assert held["plus", "technical_contacts"].detail == "two more"


def test_every_value_keeps_its_own_clause() -> None:
    held = terms().entitlements.held

    assert held["basic", "technical_contacts"].clause.words == "three contacts"
    assert held["plus", "technical_contacts"].clause.words == "five contacts"


def test_an_agreement_without_the_sections_lists_none() -> None:
    without = terms("")

    assert without.entitlements == Entitlements()
    assert without.instructions is None


def test_pq_13_whether_a_list_of_persons_is_kept_is_data() -> None:
    rule = terms().instructions

    assert rule is not None
    assert (rule.authorised_persons, rule.clause.ref) == (True, "PQ-13")


CASES = [
    pytest.param(
        'kind = "activity"', 'kind = "hobby"', "entitlements.reviews.kind",
        "unknown 'hobby' (known: yes_no, quantity, text, activity)", id="kind",
    ),
    pytest.param(
        'from = "plus"', 'from = "gold"', "entitlements.reviews.from",
        "unknown 'gold' (known: basic, plus)", id="from-an-unknown-tier",
    ),
    pytest.param('from = "plus"\n', "", "entitlements.reviews.from", "missing", id="no-tier"),
    pytest.param(
        "value = 3", "value = -1", "entitlements.technical_contacts.value",
        "'-1' is not between 0 and 1000", id="negative",
    ),
    pytest.param(
        "value = 3", 'value = "three"', "entitlements.technical_contacts.value",
        "must be a whole number, not 'three'", id="number-in-words",
    ),
    pytest.param(
        "value = 5", "value = true", "entitlements.technical_contacts.tiers.plus.value",
        "must be a whole number, not 'True'", id="flag-for-a-number",
    ),
    pytest.param(
        "times = 1", "times = 0", "entitlements.reviews.times", "'0' is not between 1 and 1000",
        id="never",
    ),
    pytest.param(
        'every = "quarter"', 'every = "quater"', "entitlements.reviews.every",
        "unknown 'quater'; did you mean 'quarter'? "
        "(known: month, quarter, year, release, critical_incident, as_needed)", id="rhythm",
    ),
    pytest.param(
        'per = "live_instance"\n', "", "entitlements.technical_contacts.per",
        "must be 'live_instance': the portal counts by this row", id="seats-per-contract",
    ),
    pytest.param(
        'kind = "quantity"\nunit = "contact"', 'kind = "text"',
        "entitlements.technical_contacts.kind",
        "must be 'quantity': the portal counts by this row", id="seats-in-words",
    ),
    pytest.param(
        'unit = "contact"\n', "", "entitlements.technical_contacts.unit", "missing", id="no-unit"
    ),
    pytest.param(
        "tiers.plus]", "tiers.gold]", "entitlements.technical_contacts.tiers.gold",
        "unknown tier (known: basic, plus)", id="restated-for-an-unknown-tier",
    ),
    pytest.param(
        'from = "basic"\nvalue = 3', 'from = "plus"\nvalue = 3',
        "entitlements.technical_contacts.tiers.plus",
        "does not include 'plus', from which the row holds", id="stated-twice-for-a-tier",
    ),
    pytest.param(
        'name = "Portal"\n', 'name = "Portal"\nunti = "x"\n', "entitlements.portal.unti",
        "unknown key", id="unknown-key",
    ),
    pytest.param(
        'clause = "LU-05"\nwords = "the portal"', 'words = "the portal"',
        "entitlements.portal.clause", "missing", id="no-clause",
    ),
    pytest.param(
        "authorised_persons = true", 'authorised_persons = "yes"',
        "instructions.authorised_persons", "must be true or false, not 'yes'", id="instructions",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "reason"), CASES)
def test_a_bad_row_is_refused_with_its_key_and_reason(
    old: str, new: str, key: str, reason: str
) -> None:
    assert (key, reason) in problems_of(changed(old, new))


def test_an_empty_section_is_refused() -> None:
    assert problems_of(SAMPLE + "\n[entitlements]\n") == [
        ("entitlements", "empty: at least one is needed")
    ]
