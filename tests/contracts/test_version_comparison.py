"""What differs between two versions of an agreement, value by value (CO-04)."""

from datetime import date

import pytest

from contracts.agreement_file import agreement_paths, parse_agreement
from contracts.domain.terms import Terms
from contracts.models import AgreementVersion
from contracts.services import load_agreement
from contracts.version_differences import differences
from tests.cast import Site, signed_in
from tests.contracts.asking import queries, shown, status
from tests.factories import MONDAY

TEXT = next(path for path in agreement_paths() if path.stem == "lumeon").read_text("utf-8")
VERSIONS = "/lumeon/agreement/versions/"


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def terms(text: str) -> Terms:
    return parse_agreement(text, file="lumeon.toml").terms


def told(*pairs: tuple[str, str]) -> dict[str, dict[str, tuple[str, str]]]:
    """Return, by section and key, the words of both versions."""
    found = differences(terms(TEXT), terms(changed(*pairs)))
    return {
        heading: {
            row.key: (
                row.before.words if row.before else "",
                row.after.words if row.after else "",
            )
            for row in rows
        }
        for heading, rows in found
    }


def test_the_same_text_has_no_difference() -> None:
    assert differences(terms(TEXT), terms(TEXT)) == []


def test_a_target_is_told_in_words_with_its_clause() -> None:
    ((heading, (row,)),) = differences(
        terms(TEXT), terms(changed(("amount = 0.5\n", "amount = 0.25\n")))
    )

    assert (heading, row.key) == ("Targets", "1.response")
    assert row.before is not None
    assert row.after is not None
    assert (row.before.words, row.after.words) == ("0.5 business hour", "0.25 business hour")
    assert row.clause is not None
    assert row.clause.ref == "LU-14"


def test_service_hours_are_one_value_for_each_tier_and_severity() -> None:
    found = told(("Mon-Fri 09:00-17:30", "Mon-Fri 09:00-18:00"))

    before, after = found["Service hours"]["essentials.2"]
    assert before == "Mon-Fri 09:00-17:30 in the customer's zone, closed on the customer's holidays"
    assert after.startswith("Mon-Fri 09:00-18:00 in")


def test_rules_dates_and_shares_are_told_in_words() -> None:
    found = told(
        ("effective_from = 2020-04-29", "effective_from = 2026-03-01"),
        ("aim_percent = 90", "aim_percent = 95"),
    )

    assert found == {
        "The document": {"effective_from": ("29 April 2020", "01 March 2026")},
        "Attainment": {"aim": ("0.9", "0.95")},
    }


def test_what_one_version_lacks_is_told_as_absent() -> None:
    (row,) = (
        row
        for heading, rows in differences(terms(TEXT), _other_vendors())
        if heading == "Attainment"
        for row in rows
        if row.key == "aim"
    )

    assert row.before is not None
    assert row.after is None
    assert row.clause == row.before.clause


def _other_vendors() -> Terms:
    path = next(path for path in agreement_paths() if path.stem == "patientiq")
    return parse_agreement(path.read_text("utf-8"), file=path.name).terms


@pytest.mark.parametrize("path", agreement_paths(), ids=lambda path: path.stem)
def test_every_section_of_a_file_is_walked(path: object) -> None:
    own = parse_agreement(path.read_text("utf-8"), file=path.name).terms  # type: ignore[attr-defined]  # a Path

    for heading, rows in differences(own, own):
        pytest.fail(f"{heading}: {rows}")


@pytest.fixture
def newer(lumeon: Site) -> AgreementVersion:
    text = changed(
        ('version = "V3 29.04.20"', 'version = "V4 01.04.26"'),
        ("effective_from = 2020-04-29", "effective_from = 2026-04-01"),
        ("amount = 0.5\n", "amount = 0.25\n"),
    )
    agreement = parse_agreement(text, file="lumeon.toml")
    return load_agreement(agreement=agreement, file="lumeon.toml", actor=None, at=MONDAY)[0]


def asked(before: AgreementVersion, after: AgreementVersion) -> str:
    return f"{VERSIONS}comparison/?before={before.pk}&after={after.pk}"


def test_versions_are_listed_with_the_contracts_on_each(
    lumeon: Site, newer: AgreementVersion
) -> None:
    page = " ".join(shown(lumeon.agent.person, VERSIONS).split())

    assert newer.label in page
    assert page.count('data-label="Contracts on it">1<') == 1
    assert page.count('data-label="Contracts on it">0<') == 1


def test_two_versions_are_compared_on_a_page(lumeon: Site, newer: AgreementVersion) -> None:
    older = lumeon.house.contract.agreement

    page = " ".join(shown(lumeon.agent.person, asked(older, newer)).split())

    assert "3 values differ" in page
    assert "0.25 business hour" in page
    assert "They say the same" in shown(lumeon.agent.person, asked(older, older))


def test_comparing_is_the_vendors_own(
    patientiq: Site, lumeon: Site, newer: AgreementVersion
) -> None:
    older = lumeon.house.contract.agreement

    for path in (VERSIONS, asked(older, newer)):
        assert status(lumeon.house.contact.person, path) == 404
        assert status(patientiq.administrator.person, path) == 404
    assert status(lumeon.agent.person, f"{VERSIONS}comparison/?before=1&after=x") == 404
    assert status(lumeon.agent.person, f"{VERSIONS}comparison/") == 404


def test_the_list_takes_the_same_queries_however_many_there_are(
    lumeon: Site, newer: AgreementVersion
) -> None:
    marek = signed_in(lumeon.agent.person)
    before = queries(marek, VERSIONS)
    for month in (5, 6):
        since = date(2026, month, 1)
        text = changed(("effective_from = 2020-04-29", f"effective_from = {since}"))
        agreement = parse_agreement(text, file="lumeon.toml")
        load_agreement(agreement=agreement, file="lumeon.toml", actor=None, at=MONDAY)

    assert queries(marek, VERSIONS) == before
