"""How seconds are counted: a table that a file may leave out, and readings it lists as open."""

from fractions import Fraction

import pytest

from contracts.agreement_file import AGREEMENTS, parse_agreement
from contracts.domain.availability import AvailabilityTerms
from contracts.domain.counting import Counting, MinuteRounding, OtherReading, Week
from contracts.schema.problems import BadAgreement

TABLE = """
[availability.counting]
minute_rounding = "ceil_per_drop"
degraded_percent = 30
user_weighting = true
clause = "PQ-01"
reading = "Minutes are what the formula counts."

[availability.recovery]
"""


def read(before: str = "", after: str = "") -> AvailabilityTerms:
    text = (AGREEMENTS / "patientiq.toml").read_text(encoding="utf-8")
    assert before in text
    terms = parse_agreement(text.replace(before, after, 1), file="a.toml").terms
    assert terms.availability is not None
    return terms.availability


def test_what_a_file_leaves_out_stays_as_usual() -> None:
    found = read()

    assert found.counting == Counting()
    assert found.maintenance.week is Week.ISO
    assert found.maintenance.by_deployment
    assert OtherReading.MEASURE in found.other_readings


def test_a_file_may_count_otherwise_and_says_by_which_clause() -> None:
    found = read("\n[availability.recovery]\n", TABLE).counting

    assert found.rounding is MinuteRounding.CEIL
    assert (found.impaired, found.degraded) == (Fraction(1), Fraction(3, 10))
    assert found.by_users
    assert found.clause is not None


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('"maintenance_measure", "exc', '"measure", "exc', "availability.other_readings"),
        ("by_deployment = true", 'by_deployment = "yes"', "availability.maintenance.by_deployment"),
        ("by_deployment = true", 'week = "lunar"', "availability.maintenance.week"),
    ],
)
def test_what_makes_no_sense_is_named(before: str, after: str, key: str) -> None:
    with pytest.raises(BadAgreement) as refused:
        read(before, after)

    assert key in str(refused.value)
