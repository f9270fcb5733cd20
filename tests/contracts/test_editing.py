"""Typed cells go into the file's text, and nothing else of it changes (CO-04, LU-05)."""

import difflib
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.agreement_file import AgreementFile, parse_agreement
from contracts.domain.editing import Place
from contracts.domain.entitlements import Every, Recurring
from contracts.domain.targets import Milestone, NoTarget, Target
from contracts.editing import BadCells, fields_of, read_data, retyped
from portal.kernel.refusal import Refusal
from tests.contracts.editing import LUMEON, NOTE, TEXTS, Cells, at, typing


def write(cells: Cells, text: str = LUMEON, base: str = LUMEON) -> AgreementFile:
    return retyped(text, base, typing(text, cells), note=NOTE, file="lumeon.toml")


def refused(cells: Cells) -> BadCells:
    with pytest.raises(BadCells) as caught:
        write(cells)
    return caught.value


def lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came."""
    compared = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone = [line[2:] for line in compared if line.startswith("- ")]
    come = [line[2:] for line in compared if line.startswith("+ ")]
    return gone, come


@pytest.mark.parametrize("vendor", TEXTS)
def test_typing_what_stands_there_changes_not_a_byte(vendor: str) -> None:
    text = TEXTS[vendor]
    everything = fields_of(read_data(text))

    assert retyped(text, text, everything, note=NOTE, file="x.toml").text == text


def test_an_inherited_cell_becomes_the_tiers_own_with_clause_and_reason() -> None:
    edited = write({("entitlements", "technical_contacts", "premium"): {"value": "7"}})

    stated = edited.terms.entitlements.held["premium", "technical_contacts"]
    assert (stated.tier, stated.value) == ("premium", 7)
    assert (stated.clause.ref, stated.clause.words, stated.clause.reading) == ("LU-03", "", NOTE)
    assert lines(LUMEON, edited.text) == (
        [],
        [
            "[entitlements.technical_contacts.tiers.premium]",
            "value = 7",
            'clause = "LU-03"',
            f'reading = "{NOTE}"',
            "",
        ],
    )


def test_a_changed_value_keeps_clause_and_words_and_gets_the_reason() -> None:
    cells: Cells = {("entitlements", "technical_contacts", "essentials"): {"value": "4"}}
    stated = write(cells).terms.entitlements.held["essentials", "technical_contacts"]

    assert stated.value == 4
    assert stated.clause.words == "3 named technical contacts per live licensed service"
    assert stated.clause.reading == NOTE


def test_a_cleared_cell_falls_back_to_what_the_tier_includes() -> None:
    edited = write({("entitlements", "technical_contacts", "professional"): {"value": ""}})

    for tier in ("professional", "premium"):
        stated = edited.terms.entitlements.held[tier, "technical_contacts"]
        assert (stated.tier, stated.value) == ("essentials", 3)
    assert "# ---------------------------------------------------------------- aims" in edited.text


def test_words_left_beside_a_cleared_number_go_with_it() -> None:
    edited = write({("entitlements", "service_reviews", "premium"): {"times": ""}})

    stated = edited.terms.entitlements.held["premium", "service_reviews"]
    assert (stated.tier, stated.detail) == ("professional", "by telephone")


def test_a_row_can_begin_with_a_lower_tier() -> None:
    edited = write({("entitlements", "fast_track", "professional"): {"value": "yes"}})

    held = edited.terms.entitlements.held
    assert ("essentials", "fast_track") not in held
    assert held["professional", "fast_track"].tier == "professional"
    assert held["premium", "fast_track"].clause.words.startswith("Technical Account Manager")


def test_a_row_can_begin_with_a_higher_tier() -> None:
    edited = write({("entitlements", "technical_contacts", "essentials"): {"value": ""}})

    held = edited.terms.entitlements.held
    assert ("essentials", "technical_contacts") not in held
    assert held["premium", "technical_contacts"].tier == "professional"


def test_a_row_that_would_hold_on_no_tier_is_refused_beside_its_cell() -> None:
    bad = refused({("entitlements", "knowledge_base", "essentials"): {"value": ""}})

    assert list(bad.by_place) == [at("entitlements", "knowledge_base", "essentials")]


def test_a_tier_can_do_without_what_it_would_inherit() -> None:
    edited = write({("entitlements", "knowledge_base", "premium"): {"value": "no"}})

    assert edited.terms.entitlements.held["premium", "knowledge_base"].value is False


def test_an_activity_is_typed_as_a_rhythm() -> None:
    edited = write(
        {("entitlements", "on_site_days", "premium"): {"times": "3", "every": "quarter"}}
    )

    stated = edited.terms.entitlements.held["premium", "on_site_days"]
    assert stated.value == Recurring(3, Every.QUARTER)


def test_targets_and_hours_are_typed_too() -> None:
    edited = write(
        {
            ("targets", "4", "resolution"): {"amount": "12.5"},
            ("targets", "3", "response"): {"unit": "discretion"},
            ("cover", "2", "premium"): {"name": "every_day"},
            ("hours", "office", ""): {"weekly": "Mon-Fri 09:00-18:00; Sat 10:00-12:00"},
        }
    )
    terms = edited.terms

    low = terms.promise("4", Milestone.RESOLUTION)
    assert isinstance(low, Target)
    assert (low.amount, low.clause.reading) == (Fraction(25, 2), NOTE)
    assert isinstance(terms.promise("3", Milestone.RESPONSE), NoTarget)
    assert terms.hours("premium", "2").key == "every_day"
    assert terms.hours("essentials", "1").label == "Mon-Fri 09:00-18:00; Sat 10:00-12:00"
    assert f'2 = "every_day" # {NOTE}' in edited.text


def test_a_tiers_hours_fall_back_when_cleared() -> None:
    edited = write({("cover", "1", "premium"): {"name": ""}})

    assert edited.terms.hours("premium", "1").key == "every_day"


@pytest.mark.parametrize(
    ("where", "said", "reason"),
    [
        (("entitlements", "technical_contacts", "premium"), {"value": "many"}, "whole number"),
        (("entitlements", "technical_contacts", "premium"), {"value": "5000"}, "between 0 and"),
        (("entitlements", "technical_contacts", "premium"), {"detail": "or so"}, "whole number"),
        (("entitlements", "fast_track", "professional"), {"value": "perhaps"}, "true or false"),
        (("entitlements", "on_site_days", "essentials"), {"times": "2"}, "missing"),
        (("targets", "1", "response"), {"amount": "0,5"}, "must be a number"),
        (("targets", "1", "response"), {"amount": "-1"}, "above zero"),
        (("targets", "1", "response"), {"amount": ""}, "must be a number"),
        (("targets", "1", "response"), {"unit": "moons"}, "unknown 'moons'"),
        (("cover", "2", "premium"), {"name": "whenever"}, "unknown 'whenever'"),
        (("cover", "2", "essentials"), {"name": ""}, "no service hours"),
        (("hours", "office", ""), {"weekly": "always"}, "is not hours such as"),
        (("hours", "office", ""), {"zone": "Mars"}, "unknown time zone"),
    ],
)
def test_the_files_own_schema_refuses_beside_the_cell(
    where: tuple[str, str, str], said: dict[str, str], reason: str
) -> None:
    bad = refused({where: said})

    ((place, faults),) = bad.by_place.items()
    assert place == at(*where)
    assert reason in faults[0]
    assert bad.elsewhere == []


def test_all_faults_are_found_at_once() -> None:
    bad = refused(
        {
            ("entitlements", "technical_contacts", "essentials"): {"value": "x"},
            ("entitlements", "solution_instances", "premium"): {"value": "y"},
            ("targets", "2", "response"): {"amount": "z"},
        }
    )

    assert len(bad.by_place) == 3


def test_what_is_typed_as_it_was_gets_its_own_words_back() -> None:
    first = write({("entitlements", "technical_contacts", "essentials"): {"value": "4"}}).text
    again = write({("entitlements", "technical_contacts", "essentials"): {"value": "3"}}, first)

    assert again.terms == parse_agreement(LUMEON, file="lumeon.toml").terms


def test_comments_that_head_the_next_section_stay_before_it() -> None:
    edited = write(
        {
            ("targets", "4", "resolution"): {"amount": "12"},
            ("cover", "2", "premium"): {"name": "every_day"},
            ("entitlements", "release_briefings", "premium"): {"times": "2"},
        }
    )

    for line in (line for line in LUMEON.splitlines() if line.startswith("#")):
        assert line in edited.text
    for heading, section in (
        ("how clocks count", "[clock.deduct_awaiting_customer]"),
        ("severities, most severe first", "[severity_policy]"),
        ("aims", "[attainment]"),
    ):
        assert f"- {heading}\n\n{section}" in edited.text


def test_a_row_in_several_pieces_is_left_to_the_file() -> None:
    tier = '[tiers.premium.hours]\n1 = "around_the_clock"\n'
    text = LUMEON.replace(tier, "", 1) + tier

    with pytest.raises(Refusal, match="in several pieces"):
        write({("cover", "1", "premium"): {"name": "every_day"}}, text, text)


PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)
CELLS = sorted(fields_of(read_data(LUMEON)).items(), key=lambda one: one[0].name(""))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(CELLS), PRINTABLE), max_size=4))
def test_whatever_is_typed_is_a_good_file_or_refused(
    typed: list[tuple[tuple[Place, dict[str, str]], str]],
) -> None:
    cells = {place: dict.fromkeys(said, " ".join(text.split())) for (place, said), text in typed}
    try:
        edited = retyped(LUMEON, LUMEON, cells, note=NOTE, file="lumeon.toml")
    except Refusal:
        return

    stands = fields_of(read_data(edited.text))
    original = fields_of(read_data(LUMEON))
    assert {place: said for place, said in stands.items() if place not in cells} == {
        place: said for place, said in original.items() if place not in cells
    }
