"""Agreement files are read whole or refused whole, by file, key and reason (CO-04)."""

import hashlib
import pickle
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from contracts.agreement_file import (
    BadAgreement,
    agreement_paths,
    parse_agreement,
    read_agreement,
)
from contracts.domain.clock_rules import BusinessDay, ElapsedHours, Reopened, SeverityChange
from contracts.domain.targets import Milestone
from contracts.schema.identity import contrast_on_white
from contracts.schema.problems import MOST_LISTED, Problem
from contracts.schema.source import MOST_BYTES
from portal.kernel.refusal import Refusal
from tests.contracts.schema.sample import FILE, SAMPLE, changed, problems_of
from tests.contracts.vendors import VENDORS, agreement_of

WHOLE = "(file)"
ZERO = "'0' is not an amount above zero, at most 10000, in steps of 0.0001"


def test_three_vendors_come_with_the_portal() -> None:
    assert [path.stem for path in agreement_paths()] == ["healthy_roster", "lumeon", "patientiq"]
    assert {read_agreement(path).terms.slug for path in agreement_paths()} == set(VENDORS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_reading_the_same_text_again_gives_equal_terms(vendor: str) -> None:
    first = agreement_of(vendor)

    again = parse_agreement(first.text, file="copy.toml")

    assert again == first
    assert again.sha256 == hashlib.sha256(first.text.encode()).hexdigest()


def test_a_changed_text_has_another_digest() -> None:
    before = parse_agreement(SAMPLE, file=FILE)

    after = parse_agreement(changed("amount = 0.5", "amount = 0.25"), file=FILE)

    assert after.sha256 != before.sha256
    assert after.terms != before.terms


def test_a_file_keeps_its_very_bytes(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(SAMPLE.replace("\n", "\r\n").encode())

    agreement = read_agreement(path)

    assert agreement.text.encode() == path.read_bytes()
    assert agreement.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_refusal_names_file_key_and_reason_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(changed("[50, 75, 90]", "[0]").replace("amount = 0.5", "amount = 0"))

    with pytest.raises(BadAgreement) as caught:
        read_agreement(path)

    assert str(caught.value).splitlines() == [
        f"acme.toml: targets.urgent.response.amount: {ZERO}",
        "acme.toml: warnings.percent: each must be from 1 to 99",
    ]
    assert caught.value.file == FILE
    assert caught.value.code == "bad_agreement"
    assert isinstance(caught.value, Refusal)


def test_a_refusal_survives_pickling() -> None:
    refusal = BadAgreement(FILE, [Problem("a.b", "missing")])

    again = pickle.loads(pickle.dumps(refusal))  # noqa: S301 # our own bytes, made a line ago

    assert (again.file, again.problems, str(again)) == (FILE, refusal.problems, str(refusal))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAgreement, match=r"none\.toml: \(file\): cannot be read: No such file"):
        read_agreement(tmp_path / "none.toml")


def test_a_file_that_is_not_utf8_is_refused_at_its_byte(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b'name = "caf\xe9"')

    with pytest.raises(BadAgreement, match=r"acme\.toml: \(file\): not UTF-8 at byte 11"):
        read_agreement(path)


def test_a_file_longer_than_a_megabyte_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"#" * (MOST_BYTES + 1))

    with pytest.raises(BadAgreement, match=r"\(file\): longer than 1,000,000 bytes"):
        read_agreement(path)


def test_a_comment_may_fill_a_file_up_to_the_limit() -> None:
    text = SAMPLE + "#" * (MOST_BYTES - len(SAMPLE.encode()))

    assert parse_agreement(text, file=FILE).terms.name == "Acme"


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        pytest.param(
            "this is prose",
            WHOLE,
            "not TOML: Expected '=' after a key in a key/value pair (at line 1, column 6)",
            id="prose",
        ),
        pytest.param(
            changed("effective_from = 2026-01-01", "effective_from = 2026-02-30"),
            "agreement.effective_from",
            "not TOML: Invalid date or datetime (at line 11, column 18)",
            id="no-such-day",
        ),
        pytest.param(
            changed('name = "Acme"', 'name = "Acme"\nname = "Bcme"'),
            "agreement.name",
            "not TOML: Cannot overwrite a value (at line 8, column 14)",
            id="key-twice",
        ),
        pytest.param(
            "[intake]\n[intake]\n",
            "intake",
            "not TOML: Cannot declare ('intake',) twice (at line 2, column 8)",
            id="table-twice",
        ),
        pytest.param("a = [", WHOLE, "not TOML: Invalid value (at end of document)", id="cut-off"),
        pytest.param("a = " + "[" * 90_000, WHOLE, "nested too deeply", id="nested-lists"),
        pytest.param("a = " + "{a = " * 90_000, WHOLE, "nested too deeply", id="nested-tables"),
        pytest.param("a" + ".a" * 300_000 + " = 1", WHOLE, "nested too deeply", id="dotted-key"),
        pytest.param(
            '"a"' + ' . "\\""' * 40 + " = 1", WHOLE, "nested too deeply", id="quoted-dotted-key"
        ),
        pytest.param("a = " + "9" * 9_000, WHOLE, "holds a number out of range", id="long-integer"),
        pytest.param(
            "a = 1e" + "9" * 30, WHOLE, "holds a number out of range", id="endless-exponent"
        ),
        pytest.param("a = '\udc80'", WHOLE, "not UTF-8 at byte 5", id="half-a-character"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_for_one_reason(
    text: str, key: str, reason: str
) -> None:
    assert problems_of(text) == [(key, reason)]


def test_a_file_of_junk_is_not_listed_endlessly() -> None:
    junk = "\n".join(f"junk{number} = 1" for number in range(1_000))

    with pytest.raises(BadAgreement) as caught:
        parse_agreement(f"{junk}\n{SAMPLE}", file=FILE)

    assert len(caught.value.problems) == 1_000
    assert str(caught.value).count("\n") == MOST_LISTED
    assert str(caught.value).endswith("acme.toml: and 800 more problems.")


def test_a_long_value_is_cut_where_it_is_repeated() -> None:
    (problem,) = problems_of(changed('waiting_on = "vendor"', f'waiting_on = "{"x" * 5_000}"'))

    assert problem[1].startswith(f"unknown '{'x' * 60}...' (known:")


def test_a_number_python_will_not_print_is_refused_all_the_same() -> None:
    (problem,) = problems_of(changed("level = 1", f"level = 0x{'f' * 90_000}"))[:1]

    assert problem == ("escalation.rungs[1].level", "a huge number is not between 1 and 9")


@pytest.mark.parametrize(
    ("old", "new", "rule", "value"),
    [
        ("restate", "carry", "severity_change", SeverityChange.CARRY),
        ("day_length", "end_of_day", "business_day", BusinessDay.END_OF_DAY),
        ("day_length", "same_time", "business_day", BusinessDay.SAME_TIME),
        ('"deduct"', '"run"', "reopened", Reopened.RUN),
        ("instants", "covered", "elapsed_hours", ElapsedHours.COVERED),
    ],
)
def test_the_file_can_choose_the_other_reading(
    old: str, new: str, rule: str, value: object
) -> None:
    rules = parse_agreement(changed(old, new), file=FILE).terms.clock_rules

    assert getattr(rules, rule) is value


def test_amounts_are_exact() -> None:
    terms = parse_agreement(changed("amount = 0.5", "amount = 0.1"), file=FILE).terms

    target = terms.target("urgent", Milestone.RESPONSE)

    assert target is not None
    assert target.amount == Fraction(1, 10)


@pytest.mark.parametrize(
    ("line", "label", "days"),
    [
        ("Sat,Sun 10:00-14:00", "Sat,Sun 10:00-14:00", [5, 6]),
        ("Fri-Mon 22:00-06:00", "Fri-Mon 22:00-06:00", [0, 4, 5, 6]),
        ("Mon-Sun 00:00-24:00", "Mon-Sun 00:00-24:00", [0, 1, 2, 3, 4, 5, 6]),
        ("Wed 09:00-09:00", "Wed 09:00-09:00", [2]),
    ],
)
def test_hours_are_written_by_ranges_or_lists_of_days(
    line: str, label: str, days: list[int]
) -> None:
    weekly = '"Mon-Fri 09:00-12:00", "Mon-Fri 13:00-17:30"'

    hours = parse_agreement(changed(weekly, f'"{line}"'), file=FILE).terms.hours("basic", "urgent")

    assert (hours.label, list(hours.weekly)) == (label, days)


def test_hours_on_either_side_of_a_pause_stay_two() -> None:
    hours = parse_agreement(SAMPLE, file=FILE).terms.hours("plus", "normal")

    assert hours.label == "Mon-Fri 09:00-12:00; Mon-Fri 13:00-17:30"
    assert [str(window) for window in hours.weekly[0]] == ["09:00-12:00", "13:00-17:30"]


def test_a_vendor_may_do_without_aim_ladder_and_warnings() -> None:
    start, end = SAMPLE.index("[[escalation.rungs]]"), SAMPLE.index("[warnings]")
    text = (SAMPLE[:start] + SAMPLE[end:]).replace("[50, 75, 90]", "[]")

    terms = parse_agreement(text, file=FILE).terms

    assert (terms.ladder, terms.fast_track, terms.attainment_aim) == ((), None, None)
    assert terms.thresholds == ()


def test_without_a_word_on_it_a_ladder_is_climbed_on_request_only_lu_22() -> None:
    start = SAMPLE.index("[escalation.opened_by_breach]")
    end = SAMPLE.index("[escalation.fast_track]")

    terms = parse_agreement(SAMPLE[:start] + SAMPLE[end:], file=FILE).terms

    assert len(terms.ladder) == 2
    assert terms.opened_by_breach is None


def test_a_miss_cannot_lead_to_a_ladder_that_is_not_there_lu_22() -> None:
    start = SAMPLE.index("[[escalation.rungs]]")
    end = SAMPLE.index("[escalation.opened_by_breach]")

    assert problems_of(SAMPLE[:start] + SAMPLE[end:]) == [
        ("escalation.opened_by_breach", "there are no rungs that it could lead to")
    ]


def test_the_day_it_takes_effect_is_a_plain_date() -> None:
    assert parse_agreement(SAMPLE, file=FILE).terms.effective_from == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("colour", "shown"), [("#ffffff", "1.00"), ("#000000", "21.00"), ("#767676", "4.54")]
)
def test_contrast_is_what_wcag_says_co_11(colour: str, shown: str) -> None:
    assert f"{contrast_on_white(colour):.2f}" == shown


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_vendors_colour_is_readable_on_white_co_11(vendor: str) -> None:
    assert contrast_on_white(agreement_of(vendor).terms.colour) >= 4.5
