"""Every value cites a requirement, and what is quoted really stands in the document (CO-04)."""

import tomllib
from collections.abc import Iterator

import pytest

from tests.contracts.vendors import VENDORS, agreement_of, document_of, plain, terms_of

LAST_REQUIREMENT = {"LU": 28, "PQ": 14, "HR": 13, "CO": 14}
REQUIREMENTS = {
    f"{prefix}-{number:02}"
    for prefix, last in LAST_REQUIREMENT.items()
    for number in range(1, last + 1)
}
OF_ITS_OWN = {"lumeon": "LU", "patientiq": "PQ", "healthy-roster": "HR"}
WITHOUT_A_VALUE = {"", "workflow"}  # tables that only hold others, or only name one of them


def tables(value: object, path: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """This function will walk every table of a file with its path."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from tables(inner, f"{path}.{key}".lstrip("."))
    if isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            yield from tables(inner, f"{path}[{place}]")


def stated(vendor: str) -> list[tuple[str, dict[str, object]]]:
    """This function will return a vendor's tables that state a value."""
    found = tables(tomllib.loads(agreement_of(vendor).text))
    return [
        (path, table)
        for path, table in found
        if path not in WITHOUT_A_VALUE
        and not path.endswith(".hours")
        and not all(isinstance(inner, dict | list) for inner in table.values())
    ]


CLAUSES = [
    pytest.param(vendor, table, id=f"{vendor}:{path}")
    for vendor in VENDORS
    for path, table in stated(vendor)
]


@pytest.mark.parametrize(("vendor", "table"), CLAUSES)
def test_every_value_cites_a_requirement_of_its_vendor(
    vendor: str, table: dict[str, object]
) -> None:
    ref = str(table.get("clause"))

    assert ref in REQUIREMENTS
    assert ref[:2] in {OF_ITS_OWN[vendor], "CO"}


@pytest.mark.parametrize(("vendor", "table"), CLAUSES)
def test_every_quotation_stands_in_the_document(vendor: str, table: dict[str, object]) -> None:
    words = plain(str(table.get("words", "")))

    assert words or table.get("reading")
    assert words in document_of(vendor)


@pytest.mark.parametrize("vendor", ["lumeon", "patientiq"])
def test_published_definitions_and_scenarios_are_the_documents_own(vendor: str) -> None:
    for severity in terms_of(vendor).severities.values():
        assert not severity.assumed
        for sentence in (severity.definition, *severity.examples):
            assert plain(sentence).lower() in document_of(vendor).lower()


def test_what_stands_in_for_a_missing_chart_is_marked_assumed_hr_11() -> None:
    terms = terms_of("healthy-roster")

    assert all(severity.assumed for severity in terms.severities.values())
    assert all("ssumed" in severity.clause.reading for severity in terms.severities.values())


@pytest.mark.parametrize("vendor", VENDORS)
def test_published_numbers_and_addresses_are_the_documents_own(vendor: str) -> None:
    for channel in terms_of(vendor).channels:
        assert channel.address in document_of(vendor)


def test_a_reading_is_told_from_the_plain_text() -> None:
    terms = terms_of("lumeon")

    assert terms.hours("professional", "1").clause.is_reading  # holidays, LU-02
    assert not terms.hours("essentials", "1").clause.is_reading
