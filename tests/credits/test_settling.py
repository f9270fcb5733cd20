"""Settling a credit: a note with the next number, invoices, payments, and taking back (HR-06)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.models import Invoice
from contracts.services.invoices import Stated, enter
from credits.domain.ledger import LedgerKind
from credits.models import LedgerEntry
from credits.queries import state_of, statement_of
from credits.services.posting import post
from credits.services.settling import apply_to_invoice, issue_note, offset, pay_out, reverse
from portal.audit.models import AuditEvent
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from reports.monthly.figures import report_of
from tests.availability.saying import LATER
from tests.availability.world import World
from tests.credits.closing import JUNE, close, outage, told, usd

pytestmark = pytest.mark.django_db
CREDIT = "2026-06/availability"


def said(world: World, **more: Any) -> dict[str, Any]:
    known = {"by": world.manager, "contract": world.contract, "credit": CREDIT, "key": "k1"}
    return known | {"at": LATER} | more


def missed(world: World) -> None:
    """Close June with one hour lost: 12.51 USD accrue."""
    outage(world, "06-09 14:00", "06-09 15:00")
    close(world)


def invoice(world: World, amount: str = "1250.50", number: str = "INV-1") -> Invoice:
    stated = Stated(
        number=number,
        period_from=date(2026, 7, 1),
        period_until=date(2026, 7, 31),
        issued_on=date(2026, 7, 1),
        amount=Decimal(amount),
        currency="USD",
    )
    return enter(by=world.manager, contract=world.contract, stated=stated, at=LATER)


def test_a_credit_note_takes_the_next_number_and_tells_both_sides(roster: World) -> None:
    missed(roster)

    note = issue_note(**said(roster))

    assert (note.document, str(note.figure), str(note.money)) == (
        "CN-1001",
        "12.51 USD",
        "0.00 USD",
    )
    told_to = Notification.objects.filter(title="Credit note CN-1001 over 12.51 USD")
    assert {one.person for one in told_to} >= {roster.contact.person, roster.manager.person}


def test_a_credit_goes_from_note_to_invoice_and_payment_until_nothing_is_owed(
    roster: World,
) -> None:
    missed(roster)
    issue_note(**said(roster))

    bill = invoice(roster)
    apply_to_invoice(**said(roster, invoice=bill, amount=usd("10")))
    pay_out(**said(roster, amount=usd("2.51"), on=date(2026, 8, 3), words="Wire 88"))

    assert told(roster) == [
        (CREDIT, "accrued", "12.51 USD"),
        (CREDIT, "issued", "0.00 USD"),
        (CREDIT, "applied", "-10.00 USD"),
        (CREDIT, "paid", "-2.51 USD"),
    ]
    statement = statement_of(roster.contract)
    assert (str(statement.closing), statement.owed) == ("0.00 USD", [])


def test_the_same_key_again_is_the_same_entry_and_another_amount_is_refused(roster: World) -> None:
    missed(roster)
    first = issue_note(**said(roster))
    bill = invoice(roster)
    applied = apply_to_invoice(**said(roster, invoice=bill, amount=usd("10")))

    assert issue_note(**said(roster)) == first
    assert apply_to_invoice(**said(roster, invoice=bill, amount=usd("10"))) == applied
    with pytest.raises(Refusal, match="with another amount"):
        apply_to_invoice(**said(roster, invoice=bill, amount=usd("1")))
    assert LedgerEntry.objects.filter(contract=roster.contract).count() == 3


def test_what_cannot_be_settled_is_refused_with_the_reason(roster: World) -> None:
    missed(roster)
    with pytest.raises(Refusal, match=r"Only 0.00 USD of this credit stands on a credit note"):
        pay_out(**said(roster, amount=usd("1"), on=date(2026, 8, 1), words="Wire 1"))
    issue_note(**said(roster))
    small = invoice(roster, "5.00", "INV-2")

    with pytest.raises(Refusal, match="nothing to issue"):
        issue_note(**said(roster, key="k2"))
    with pytest.raises(Refusal, match=r"Of INV-2 over 5.00 USD only 5.00 USD are left"):
        apply_to_invoice(**said(roster, invoice=small, amount=usd("6")))
    with pytest.raises(Refusal, match=r"12.52 USD cannot be taken from it"):
        apply_to_invoice(**said(roster, invoice=small, amount=usd("12.52")))
    with pytest.raises(Refusal, match="cannot be reckoned together"):
        apply_to_invoice(**said(roster, invoice=small, amount=Money(1, "EUR")))
    with pytest.raises(Refusal, match="not ahead"):
        pay_out(**said(roster, amount=usd("1"), on=date(2027, 8, 1), words="Wire 1"))
    with pytest.raises(Refusal, match="Say by which payment"):
        pay_out(**said(roster, amount=usd("1"), on=date(2026, 8, 1), words=" "))
    with pytest.raises(Refusal, match="has no credit 2026-05"):
        issue_note(**said(roster, credit="2026-05/availability"))
    with pytest.raises(Refusal, match="decide claims and settle credits"):
        issue_note(**said(roster, by=roster.agent))


def test_what_was_settled_is_taken_back_once_and_a_settled_note_is_not(roster: World) -> None:
    missed(roster)
    note = issue_note(**said(roster))
    bill = invoice(roster, "10.00")
    applied = apply_to_invoice(**said(roster, invoice=bill, amount=usd("10")))
    back: dict[str, Any] = {"by": roster.manager, "words": "The wrong invoice.", "at": LATER}
    with pytest.raises(Refusal, match="applied or paid: take that back first"):
        reverse(entry=note, **back)

    reverse(entry=applied, **back)
    with pytest.raises(Refusal, match="reversed already"):
        reverse(entry=applied, **back)
    again = apply_to_invoice(**said(roster, invoice=bill, amount=usd("10"), key="k3"))
    reverse(entry=again, **back)
    reverse(entry=note, **back)

    state = state_of(roster.contract, CREDIT)
    assert state is not None
    assert (str(state.balance), str(state.account.to_issue)) == ("12.51 USD", "12.51 USD")
    assert state.documents == []
    assert issue_note(**said(roster, key="k4")).document == "CN-1002"


def test_pq_08_an_offset_against_damages_is_noted_and_moves_nothing(roster: World) -> None:
    missed(roster)

    entry = offset(**said(roster, words="Claim of 3 July for lost appointments"))

    assert (entry.kind, str(entry.figure), str(entry.money)) == ("offset", "12.51 USD", "0.00 USD")
    assert str(statement_of(roster.contract).closing) == "12.51 USD"
    assert offset(**said(roster, words="Claim of 3 July for lost appointments")) == entry
    assert AuditEvent.objects.filter(verb="credit offset").count() == 1


def test_the_writer_keeps_the_first_row_of_a_key_and_refuses_another_meaning(roster: World) -> None:
    entry: dict[str, Any] = {
        "contract": roster.contract,
        "credit": CREDIT,
        "month": JUNE,
        "at": LATER,
    }
    first = post(kind=LedgerKind.ACCRUED, key="a", stated=usd("1"), **entry)

    assert post(kind=LedgerKind.ACCRUED, key="a", stated=usd("1"), **entry) == first
    with pytest.raises(Refusal, match="stands for another entry"):
        post(kind=LedgerKind.ACCRUED, key="a", stated=usd("2"), **entry)
    with pytest.raises(Refusal, match="rounded before it is posted"):
        post(kind=LedgerKind.ACCRUED, key="b", stated=usd("0.0001"), **entry)


def test_a_statement_of_one_month_begins_with_what_was_owed_before_it(roster: World) -> None:
    missed(roster)
    issue_note(**said(roster))
    pay_out(**said(roster, amount=usd("2.51"), on=date(2026, 8, 3), words="Wire 88"))

    august, september, october = (
        statement_of(roster.contract, Month(2026, number)) for number in (8, 9, 10)
    )

    assert [str(one.closing) for one in (august, september, october)] == [
        "-2.51 USD",
        "10.00 USD",
        "10.00 USD",
    ]
    assert [str(one.opening) for one in (august, september, october)] == [
        "0.00 USD",
        "-2.51 USD",
        "10.00 USD",
    ]
    assert [len(one.rows) for one in (august, september, october)] == [1, 2, 0]


def test_entries_in_two_currencies_each_have_a_balance_and_all_are_told(roster: World) -> None:
    for month, amount in (
        (JUNE, usd("1")),
        (JUNE, Money(12, "EUR")),
        (Month(2026, 7), Money(3, "EUR")),
    ):
        post(
            contract=roster.contract,
            kind=LedgerKind.ACCRUED,
            key=f"{month}/{amount}",
            credit=f"{month}/slow",
            month=month,
            stated=amount,
            at=LATER,
        )

    shown = statement_of(roster.contract)

    assert [str(row.balance) for row in shown.rows] == ["1.00 USD", "12.00 EUR", "15.00 EUR"]
    assert (str(shown.closing), [str(one) for one in shown.others]) == ("15.00 EUR", ["1.00 USD"])
    assert {str(one.balance) for one in shown.owed} == {"1.00 USD", "12.00 EUR", "3.00 EUR"}
    notes = [
        issue_note(**said(roster, credit="2026-06/slow", key=key)).figure for key in ("a", "b")
    ]
    assert {str(one) for one in notes} == {"1.00 USD", "12.00 EUR"}
    report = report_of(roster.contract, JUNE, at=LATER)
    section = report.section("credits")
    assert section is not None
    facts = {one.key: one.value for one in section.facts}
    assert (facts["balance"], facts["balance_usd"]) == ("15.00 EUR", "1.00 USD")
