"""What a contract stands on: read by both sides, changed after a preview (CO-04)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from contracts.models import ContractTerms
from portal.tenancy.roles import Role
from tests.cast import House, Site, raised, signed_in, staff
from tests.contracts.asking import queries, shown, status
from tests.incidents.watching import london


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """It is Monday, ten past five, in London."""
    with travel("2026-03-02T17:10:00+00:00", tick=False):
        yield


@pytest.fixture
def ada(lumeon: Site) -> Client:
    return signed_in(lumeon.administrator.person)


def page_of(site: Site) -> str:
    return f"/lumeon/contracts/{site.house.contract.pk}/terms/"


def sent(site: Site, **changes: str) -> dict[str, str]:
    asked = {
        "agreement": str(site.house.contract.agreement_id),
        "tier": "professional",
        "since": "2026-03-03",
        "reason": "They asked for it.",
    }
    return asked | changes


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def count() -> int:
    return ContractTerms.objects.count()


def test_both_sides_read_what_a_contract_stands_on(lumeon: Site) -> None:
    for reader in (lumeon.agent, lumeon.house.contact):
        page = shown(reader.person, page_of(lumeon))
        assert "in force" in page
        assert "Essentials" in page
        assert "Amend it" not in page


def test_a_change_is_previewed_with_the_clocks_it_moves(lumeon: Site, ada: Client) -> None:
    # High: a business hour to respond. On Professional Tuesday begins at 08:00, not at 09:00.
    raised(lumeon.house, severity="2", at=london("17:00"))

    page = text(ada.post(page_of(lumeon), sent(lumeon)))

    assert count() == 1
    assert "Nothing is saved yet." in page
    assert "2 would be due at another instant, 0 of them would be missed" in page
    assert "Tue 3 Mar 2026 09:30" in page
    assert "Tue 3 Mar 2026 08:30" in page
    assert "Final outcomes" not in page
    assert 'name="since" value="2026-03-03"' in page


def test_what_was_confirmed_is_kept_and_the_clocks_follow(lumeon: Site, ada: Client) -> None:
    incident = raised(lumeon.house, severity="2", at=london("17:00"))

    answer = ada.post(page_of(lumeon), sent(lumeon, confirm="yes"))

    assert answer.headers["Location"] == page_of(lumeon)
    assert incident.clocks.get(milestone="response").due_at == london("2026-03-03 08:30")
    page = text(ada.get(page_of(lumeon)))
    assert "to come" in page
    assert "Amended: They asked for it." in page
    assert "stands on Professional of V3 29.04.20 from 03 Mar 2026." in page


def test_going_back_keeps_what_was_typed(lumeon: Site, ada: Client) -> None:
    page = text(ada.post(page_of(lumeon), sent(lumeon, again="yes")))

    assert count() == 1
    assert 'value="2026-03-03"' in page
    assert '<option value="professional" selected>' in page
    assert 'value="They asked for it."' in page


@pytest.mark.parametrize("stage", ["preview", "confirm"])
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"since": "2026-03-01"}, "01 March 2026 has passed"),
        ({"tier": "essentials"}, "The contract stands on these terms already."),
    ],
)
def test_a_refused_change_says_why_at_either_stage(
    lumeon: Site, ada: Client, stage: str, changes: dict[str, str], sentence: str
) -> None:
    answer = ada.post(page_of(lumeon), sent(lumeon, **changes, **{stage: "yes"}))

    assert answer.status_code == 409
    assert sentence in text(answer)
    assert count() == 1


def test_what_is_missing_is_asked_for_and_the_rest_is_kept(lumeon: Site, ada: Client) -> None:
    answer = ada.post(page_of(lumeon), sent(lumeon, since="soon", reason=""))

    assert answer.status_code == 422
    assert 'value="soon"' in text(answer)
    assert '<option value="professional" selected>' in text(answer)


def test_account_managers_amend_and_others_do_not(lumeon: Site) -> None:
    keeper = staff(lumeon.vendor, "Ann Account", Role.ACCOUNT_MANAGER)

    assert status(keeper.person, page_of(lumeon), **sent(lumeon)) == 200
    for other in (lumeon.agent, lumeon.house.contact):
        assert status(other.person, page_of(lumeon), **sent(lumeon, confirm="yes")) == 404
    assert count() == 1


def test_another_customers_and_another_vendors_contract_is_not_there(
    patientiq: Site, lumeon: Site, northgate: House
) -> None:
    assert status(northgate.contact.person, page_of(lumeon)) == 404
    assert status(patientiq.administrator.person, page_of(lumeon)) == 404


def test_the_page_takes_the_same_queries_however_much_there_is(lumeon: Site, ada: Client) -> None:
    before = queries(ada, page_of(lumeon))
    for day, tier in ((3, "professional"), (4, "premium"), (5, "essentials")):
        ada.post(page_of(lumeon), sent(lumeon, confirm="yes", since=f"2026-03-0{day}", tier=tier))

    assert count() == 4
    assert queries(ada, page_of(lumeon)) == before
