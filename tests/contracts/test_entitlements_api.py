"""Entitlements as JSON: one's own contracts, or the one asked for (CO-10, CO-03)."""

from typing import Any

import pytest
from time_machine import travel

from contracts.services.entitlements import override
from portal.tenancy.models import Person
from tests.cast import House, Site, signed_in
from tests.contracts.vendors import terms_of
from tests.factories import MONDAY

API = "/lumeon/api/entitlements/"


def asked(person: Person, query: str = "") -> Any:  # JSON
    with travel(MONDAY, tick=False):
        answer = signed_in(person).get(f"{API}{query}")
    assert answer.status_code == 200
    return answer.json()["contracts"]


def refused(person: Person, query: str = "") -> int:
    return signed_in(person).get(f"{API}{query}").status_code


def test_a_contact_gets_every_row_of_their_own_contract(lumeon: Site, northgate: House) -> None:
    (contract,) = asked(lumeon.house.contact.person)

    assert (contract["customer"], contract["on"]) == ("St Brannock's", "2026-03-02")
    rows = {row["key"]: row for row in contract["entitlements"]}
    assert list(rows) == list(terms_of("lumeon").entitlements.by_key)
    assert rows["technical_contacts"] == {
        "key": "technical_contacts",
        "group": "Reaching support",
        "name": "Named technical contacts",
        "value": 3,
        "in_words": "3 technical contacts per live instance",
        "detail": "",
        "whence": "tier",
        "stated_by": "essentials",
        "clause": "LU-03",
        "reason": None,
    }
    assert (rows["health_check"]["whence"], rows["health_check"]["clause"]) == ("nowhere", None)


def test_what_was_agreed_says_why(lumeon: Site) -> None:
    override(
        by=lumeon.administrator, contract=lumeon.house.contract, key="technical_contacts", value=4,
        since=MONDAY.date(), until=None, reason="A night team.", at=MONDAY,
    )  # fmt: skip

    (contract,) = asked(lumeon.house.contact.person)

    row = next(row for row in contract["entitlements"] if row["key"] == "technical_contacts")
    assert (row["value"], row["whence"], row["reason"]) == (4, "override", "A night team.")


def test_staff_ask_for_one_contract(lumeon: Site, northgate: House) -> None:
    (contract,) = asked(lumeon.agent.person, f"?contract={northgate.contract.pk}")

    assert contract["customer"] == "Northgate Hospitals"
    assert refused(lumeon.agent.person) == 422


@pytest.mark.parametrize("number", ["x", "-1", "٣", "9" * 30, ""])
def test_what_is_no_number_is_told_so(lumeon: Site, number: str) -> None:
    assert refused(lumeon.agent.person, f"?contract={number}") == 422


def test_co_03_another_customers_or_vendors_contract_is_not_there(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    query = f"?contract={lumeon.house.contract.pk}"

    assert refused(northgate.contact.person, query) == 404
    assert refused(patientiq.house.contact.person, query) == 404
    assert refused(lumeon.agent.person, f"?contract={patientiq.house.contract.pk}") == 404
    assert refused(lumeon.agent.person, "?contract=999999") == 404
