"""The pages of credits: who sees what, settling by buttons, and a fixed number of queries."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from contracts.domain.fees import Fees
from contracts.services.contracts import price
from credits.models import LedgerEntry, TerminationRight
from credits.queries import statement_of
from portal.kernel.month import Month
from tests.availability.saying import LATER
from tests.availability.world import World, contact_of, signed_for
from tests.cast import signed_in
from tests.credits.closing import close, outage
from tests.credits.test_settling import invoice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("late")]


@pytest.fixture
def late() -> Iterator[None]:
    """Look at the pages in September 2026."""
    with travel(LATER, tick=False):
        yield


@pytest.fixture
def owed(roster: World) -> World:
    """Elm Street Physio, who are owed 12.51 USD for June."""
    outage(roster, "06-09 14:00", "06-09 15:00")
    close(roster)
    return roster


def at(world: World, path: str = "") -> str:
    return f"/healthy-roster/credits/contracts/{world.contract.pk}/{path}"


CREDIT = "2026-06/availability/"


def test_the_register_shows_what_is_owed_by_when_and_leads_to_it(owed: World) -> None:
    page = signed_in(owed.manager.person).get("/healthy-roster/credits/").content.decode()

    assert "Elm Street Physio" in page
    assert "12.51 USD" in page
    assert "30 Jul 2026" in page
    assert "past its date" in page
    assert at(owed, CREDIT) in page


@pytest.mark.parametrize(
    ("query", "is_there"),
    [("", True), ("show=late", True), ("show=over", False), ("q=elm", True), ("q=oak", False)],
)
def test_the_register_is_filtered_by_state_and_customer(
    owed: World, query: str, is_there: bool
) -> None:
    page = signed_in(owed.agent.person).get(f"/healthy-roster/credits/?{query}").content.decode()

    assert ("12.51 USD" in page) is is_there


def test_the_register_turns_its_pages_by_place_and_asks_the_same_however_long_it_is(
    owed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = owed.service.product
    assert product is not None
    client = signed_in(owed.manager.person)
    client.get("/healthy-roster/credits/")
    with CaptureQueriesContext(connection) as one:
        client.get("/healthy-roster/credits/")
    for name in ("Clinic A", "Clinic B"):
        contract = signed_for(owed.site, name, product, Fees(monthly=Decimal(100), currency="USD"))
        close(World(**(vars(owed) | {"contract": contract})))
    with CaptureQueriesContext(connection) as three:
        page = client.get("/healthy-roster/credits/")
    assert (len(three), page.content.decode().count("1.00 USD")) == (len(one), 4)

    monkeypatch.setattr("credits.pages.register.ROWS", 2)
    first = client.get("/healthy-roster/credits/").context["page"]
    second = client.get(f"/healthy-roster/credits/?after={first.next}").context["page"]

    names = [str(row.contract.customer) for row in (*first.rows, *second.rows)]
    assert names == ["Elm Street Physio", "Clinic A", "Clinic B"]
    assert second.next == ""


def test_a_customer_sees_its_own_statement_and_no_other_s(owed: World) -> None:
    product = owed.service.product
    assert product is not None
    other = signed_for(owed.site, "Kestrel Clinics", product, Fees())
    stranger = signed_in(contact_of(other, "Ned Stone").person)

    own = signed_in(owed.contact.person).get("/healthy-roster/credits/", follow=True)

    page = own.content.decode()
    assert own.redirect_chain == [(at(owed), 302)]
    assert "1 % of 1,250.50 USD = 12.505 USD" in page
    assert "HR-04" in page
    assert "Issue a credit note" not in page
    for path in ("", "statement.csv", "2026-06/", CREDIT, f"{CREDIT}note/"):
        ask = stranger.post if path.endswith("note/") else stranger.get
        assert ask(at(owed, path)).status_code == 404, path


def test_the_statement_as_csv_has_derivation_clause_and_balance(owed: World) -> None:
    answer = signed_in(owed.contact.person).get(at(owed, "statement.csv"))

    head, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["change"], told["balance"], told["clause"]) == ("12.51", "12.51", "HR-04")
    assert told["derivation"].startswith("1 % of 1250.50 USD")


def test_what_a_month_earns_is_told_rule_by_rule(owed: World) -> None:
    page = signed_in(owed.contact.person).get(at(owed, "2026-06/")).content.decode()

    assert "Availability below its target" in page
    assert "99.861111 %" in page
    assert "rounded once, half up: 12.51 USD" in page
    assert "Days with slow responses" in page


def test_a_credit_is_issued_applied_and_taken_back_by_its_buttons(owed: World) -> None:
    client = signed_in(owed.manager.person)
    page = client.get(at(owed, CREDIT)).content.decode()
    assert "Over 12.51 USD, with the next number." in page

    client.post(at(owed, f"{CREDIT}note/"), {"note-key": "a"})
    client.post(at(owed, f"{CREDIT}note/"), {"note-key": "a"})
    bill = invoice(owed)
    said = {"application-key": "b", "application-invoice": bill.pk, "application-amount": "12.51"}
    client.post(at(owed, f"{CREDIT}application/"), said)

    assert [(one.kind, str(one.money)) for one in statement_of(owed.contract).entries] == [
        ("accrued", "12.51 USD"),
        ("issued", "0.00 USD"),
        ("applied", "-12.51 USD"),
    ]
    entry = LedgerEntry.objects.get(kind="applied")
    asked = client.get(f"/healthy-roster/credits/entries/{entry.pk}/reversal/")
    assert "Take it back?" in asked.content.decode()
    back = f"/healthy-roster/credits/entries/{entry.pk}/reversal/"
    assert client.post(back, {"words": ""}).status_code == 422
    client.post(back, {"words": "The wrong one."})
    assert str(statement_of(owed.contract).closing) == "12.51 USD"
    assert client.post(back, {"words": "Again."}).status_code == 409


def test_what_cannot_be_done_says_why_and_keeps_what_was_typed(owed: World) -> None:
    client = signed_in(owed.manager.person)
    client.post(at(owed, f"{CREDIT}note/"), {"note-key": "a"})
    said = {
        "payment-key": "c",
        "payment-amount": "99",
        "payment-on": "2026-08-01",
        "payment-words": "Wire 4711",
    }

    answer = client.post(at(owed, f"{CREDIT}payment/"), said)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Only 12.51 USD of this credit stands on a credit note" in page
    assert "Wire 4711" in page
    said["payment-words"] = ""
    assert client.post(at(owed, f"{CREDIT}payment/"), said).status_code == 422


def test_a_fee_recorded_later_lets_the_closed_month_be_posted(roster: World) -> None:
    product = roster.service.product
    assert product is not None
    bare = signed_for(roster.site, "No Fee Clinic", product, Fees())
    outage(roster, "06-09 14:00", "06-09 15:00")
    close(World(**(vars(roster) | {"contract": bare})))
    client, address = (
        signed_in(roster.manager.person),
        f"/healthy-roster/credits/contracts/{bare.pk}/2026-06/",
    )
    assert "The contract states no fee" in client.get(address).content.decode()
    fees = Fees(monthly=Decimal(500), currency="USD")
    price(
        by=roster.manager,
        contract=bare,
        fees=fees,
        since=date(2026, 6, 1),
        reason="Agreed late.",
        at=LATER,
    )
    assert "Post what the month earned" in client.get(address).content.decode()

    client.post(f"{address}posting/")
    client.post(f"{address}posting/")

    assert [str(one.money) for one in LedgerEntry.objects.filter(contract=bare)] == ["5.00 USD"]


def test_a_right_is_ended_on_its_page(owed: World) -> None:
    outage(owed, "05-05 14:00", "05-05 15:00")
    close(owed, Month(2026, 5))
    right = TerminationRight.objects.get(contract=owed.contract)
    client = signed_in(owed.manager.person)
    address = f"/healthy-roster/credits/rights/{right.pk}/ending/"
    assert "Record what they said" in client.get(at(owed)).content.decode()
    assert "Elm Street Physio may terminate" in client.get(address).content.decode()

    refused = client.post(address, {"kind": "waived", "on": "2026-01-01", "said_by": "Noor"})
    client.post(address, {"kind": "waived", "on": "2026-09-01", "said_by": "Noor Haddad"})

    assert refused.status_code == 409
    assert (
        "Waived</b> on 1 September 2026, said Noor Haddad" in client.get(at(owed)).content.decode()
    )


def test_the_api_tells_and_settles_the_same(owed: World) -> None:
    client, base = (
        signed_in(owed.manager.person),
        f"/healthy-roster/api/contracts/{owed.contract.pk}/",
    )
    (entry,) = client.get(f"{base}ledger/").json()["results"]
    (state,) = client.get(f"{base}credits/").json()["results"]
    figures = client.get(f"{base}credits/2026-06/").json()["results"]
    assert (entry["change"], state["left"], figures[0]["amount"]) == ("12.51", "12.51", "12.51")
    note: dict[str, Any] = {"data": {}, "content_type": "application/json"}

    without_key = client.post(f"{base}credits/{CREDIT}note/", **note)
    done = client.post(f"{base}credits/{CREDIT}note/", headers={"Idempotency-Key": "1"}, **note)
    again = client.post(f"{base}credits/{CREDIT}note/", headers={"Idempotency-Key": "1"}, **note)

    assert without_key.status_code == 422
    assert done.json() == again.json()
    assert done.json()["documents"] == ["CN-1001"]
    chronic = client.get(f"{base}chronic/").json()
    assert chronic["sentences"][0].startswith("One more missed month before December 2026")
