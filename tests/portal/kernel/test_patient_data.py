"""What is taken for patient data, and what is not (PQ-12): the tables of the algorithm's page."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.patient_data import (
    Kind,
    holds_modulo_11,
    is_chi_number,
    is_nhs_number,
    is_security_number,
    probable,
)

FOUND = [
    ("Letters for 943 476 5919 print twice.", Kind.NHS_NUMBER, "••• ••• ••19"),
    ("NHS no 9434765919.", Kind.NHS_NUMBER, "••••••••19"),
    ("943-476-5919", Kind.NHS_NUMBER, "•••-•••-••19"),
    ("https://example.org/patients/9434765919", Kind.NHS_NUMBER, "••••••••19"),
    ("943\u00a0476\u00a05919", Kind.NHS_NUMBER, "••• ••• ••19"),
    ("CHI 0101011237 is shown", Kind.CHI_NUMBER, "CHI ••••••••37"),
    ("SSN 123-45-6789", Kind.SOCIAL_SECURITY_NUMBER, "•••-••-••89"),
    ("It prints 123-45-6789 instead.", Kind.SOCIAL_SECURITY_NUMBER, "•••-••-••89"),
    ("social security number: 123 45 6789", Kind.SOCIAL_SECURITY_NUMBER, None),
    ("SSN=123456789", Kind.SOCIAL_SECURITY_NUMBER, "SSN=•••••••89"),
    ("DOB 12/03/1957", Kind.BIRTH_DATE, "DOB ••/••/••57"),
    ("dob: 1957-03-12", Kind.BIRTH_DATE, "dob: ••••-••-12"),
    ("Date of birth is 12 March 1957", Kind.BIRTH_DATE, "Date of birth is •• ••••• ••57"),
    ("| D.O.B. | 12.03.57 |", Kind.BIRTH_DATE, None),
    ("born on the 3rd of May 1957", Kind.BIRTH_DATE, None),
    ("March 12, 1957 (DOB)", Kind.BIRTH_DATE, None),
    ("MRN 1234567", Kind.RECORD_NUMBER, "MRN •••••67"),
    ("MRN: AB-123456", Kind.RECORD_NUMBER, "MRN: ••-••••56"),
    ("Hospital number D1234567", Kind.RECORD_NUMBER, None),
    ("medical record #12345678", Kind.RECORD_NUMBER, None),
    ("patient ID 48213", Kind.RECORD_NUMBER, "patient ID •••13"),
    ("record no. 55123", Kind.RECORD_NUMBER, "record no. •••23"),
]

LEFT_ALONE = [
    pytest.param("9434765918", id="a-digit-that-checks-nothing"),
    pytest.param("4444444444", id="one-digit-ten-times"),
    pytest.param("5000000005", id="a-range-that-is-not-issued"),
    pytest.param("Call +1 888 450 3195 or +44(0)203 137 9999.", id="telephones-abroad"),
    pytest.param("Tel. 943 476 5919", id="a-telephone-by-its-word"),
    pytest.param("order 4857773457", id="an-order-by-its-word"),
    pytest.param("1763772000", id="a-time-stamp"),
    pytest.param("94347659194", id="eleven-digits"),
    pytest.param("9434765919-4b1c-11ef", id="part-of-an-identifier"),
    pytest.param("0.9434765919", id="a-fraction"),
    pytest.param("000-45-6789 666-45-6789 900-45-6789", id="areas-never-issued"),
    pytest.param("123-00-6789 123-45-0000", id="groups-never-issued"),
    pytest.param("078-05-1120", id="the-number-of-the-advert"),
    pytest.param("Build 123456789", id="nine-digits-without-a-word"),
    pytest.param("The date of birth field is empty.", id="a-word-without-a-date"),
    pytest.param("Date of birth is missing on letters since 03/11/2026.", id="another-date"),
    pytest.param("Since 03/11/2026 the report fails.", id="a-date-without-a-word"),
    pytest.param("DOB (dd/mm/yyyy) is refused.", id="a-pattern-of-a-date"),
    pytest.param("The medical record number is empty.", id="a-record-without-a-number"),
    pytest.param("record number 3 of 10", id="a-count-of-records"),
    pytest.param("LUM-1042 on release 5.3.1.2, error 0x80070005", id="what-reports-are-full-of"),
    pytest.param("", id="nothing"),
]


@pytest.mark.parametrize(("text", "kind", "excerpt"), FOUND)
def test_pq_12_what_looks_like_patient_data_is_found(
    text: str, kind: Kind, excerpt: str | None
) -> None:
    (finding,) = probable(text)

    assert finding.kind is kind
    assert excerpt is None or finding.excerpt == excerpt


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_pq_12_what_looks_like_it_and_is_not_is_left_alone(text: str) -> None:
    assert probable(text) == ()


def test_one_place_has_one_finding_by_the_more_certain_rule() -> None:
    assert [one.kind for one in probable("Patient ID 943 476 5919")] == [Kind.NHS_NUMBER]


def test_findings_come_in_the_order_of_the_text() -> None:
    found = probable("MRN 1234567, DOB 12/03/1957,\nNHS 943 476 5919")

    assert [one.kind for one in found] == [Kind.RECORD_NUMBER, Kind.BIRTH_DATE, Kind.NHS_NUMBER]
    assert [one.start for one in found] == sorted(one.start for one in found)


def test_an_excerpt_leaves_two_characters_of_the_value() -> None:
    (finding,) = probable("Hospital number AB1234567")

    assert finding.excerpt == "Hospital number •••••••67"
    assert str(finding) == "medical record number (Hospital number •••••••67)"


nine_digits = st.text("0123456789", min_size=9, max_size=9)


def checked(nine: str) -> str | None:
    """Return ten digits by the textbook's way of the check digit, or None where there is none."""
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return None if check == 10 else nine + str(check % 11)


@given(nine_digits)
def test_exactly_the_textbooks_tenth_digit_holds(nine: str) -> None:
    held = [nine + str(digit) for digit in range(10) if holds_modulo_11(nine + str(digit))]

    assert held == ([checked(nine)] if checked(nine) else [])


@given(st.sampled_from(["4", "6", "7", "9"]), st.text("0123456789", min_size=8, max_size=8))
def test_one_wrong_digit_is_no_nhs_number(first: str, rest: str) -> None:
    number = checked(first + rest)
    if number is None or not is_nhs_number(number):
        return
    for place in range(10):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert not is_nhs_number(wrong)


@given(nine_digits)
def test_a_number_is_found_however_it_is_spaced(nine: str) -> None:
    number = checked(nine)
    if number is None or not is_nhs_number(number):
        return
    for gap in ("", " ", "-"):
        text = f"See {number[:3]}{gap}{number[3:6]}{gap}{number[6:]}, please."
        assert [one.kind for one in probable(text)] == [Kind.NHS_NUMBER]


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d"]))
def test_a_date_behind_its_word_is_found(day: date, written: str) -> None:
    (finding,) = probable(f"DOB: {day.strftime(written)}.")

    assert (finding.kind, finding.end - finding.start) == (Kind.BIRTH_DATE, 15)


@given(st.text(max_size=400))
def test_any_text_is_read_and_findings_do_not_overlap(text: str) -> None:
    found = probable(text)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.text("0123456789 -./:DOBMRNSbn", max_size=400))
def test_an_excerpt_never_shows_three_digits_of_its_value_in_a_row(text: str) -> None:
    for one in probable(text):
        value = one.excerpt[one.excerpt.index("•") :] if "•" in one.excerpt else ""
        assert not any(value[i : i + 3].isdecimal() for i in range(len(value)))


def test_a_long_text_is_read_in_no_time() -> None:
    text = "DOB " * 20_000 + "1" * 50_000 + "patient id " * 10_000

    assert probable(text) == ()


def test_which_numbers_there_can_be() -> None:
    assert is_nhs_number("3200000001") is holds_modulo_11("3200000001")
    assert is_chi_number("0101011237")
    assert not is_chi_number("0113011237")
    assert is_security_number("123456789")
    assert not is_security_number("219099999")
