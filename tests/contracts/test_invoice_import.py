"""Importing invoices: shown first, stored whole or not at all, and never twice (LU-09)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Contract, Invoice, InvoiceEvent, InvoiceImport
from contracts.services.invoice_import import confirm, store, take_in
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.contracts.billing import entered
from tests.contracts.test_invoice_file import HEAD, LINE, csv
from tests.factories import MONDAY, contract_for

State = InvoiceImport.State
NORTH = LINE.replace("St Brannock's", "northgate hospitals").replace("INV-1", "INV-2")


def sent(by: Membership, *lines: str, head: str = HEAD) -> InvoiceImport:
    return take_in(by=by, name="june.csv", content=csv(*lines, head=head), dates="iso", at=MONDAY)


def stored(by: Membership, *lines: str, head: str = HEAD) -> InvoiceImport:
    kept = confirm(by=by, kept=sent(by, *lines, head=head), at=MONDAY)
    store(pk=kept.pk, at=MONDAY, tell=lambda _: None)
    return InvoiceImport.objects.get(pk=kept.pk)


def found(kept: InvoiceImport) -> tuple[int, int, int, int]:
    return kept.fresh, kept.paid, kept.same, kept.fault_count


def faults(kept: InvoiceImport) -> list[tuple[int, str, str]]:
    return [(one["line"], one["column"], one["why"]) for one in kept.faults]


@pytest.fixture
def grace_with_north(grace: Membership, northgate: House) -> Membership:
    return grace


def test_a_file_is_shown_before_anything_of_it_is_stored(grace_with_north: Membership) -> None:
    kept = sent(grace_with_north, LINE, NORTH)

    assert (kept.state, kept.rows, found(kept)) == (State.READY, 2, (2, 0, 0, 0))
    assert kept.totals == {"GBP": "2400.00 GBP"}
    assert not Invoice.objects.exists()


def test_a_confirmed_file_is_stored_with_events_and_audit(
    lumeon: Site, northgate: House, grace: Membership
) -> None:
    told: list[int] = []
    kept = confirm(by=grace, kept=sent(grace, LINE, NORTH + "2026-02-10"), at=MONDAY)

    assert store(pk=kept.pk, at=MONDAY, tell=told.append)

    kept.refresh_from_db()
    assert (kept.state, bytes(kept.content), told) == (State.DONE, b"", [0, 100])
    first, second = Invoice.objects.order_by("number")
    assert (first.contract, first.amount) == (lumeon.house.contract, Decimal(1200))
    assert second.contract == northgate.contract
    assert second.bill.state(date(2026, 2, 10)) == "paid"
    assert AuditEvent.objects.filter(verb="invoice entered", actor=grace.person).count() == 2
    assert AuditEvent.objects.get(verb="invoices imported").after["invoices"] == 2


def test_the_same_file_twice_changes_nothing(grace_with_north: Membership) -> None:
    stored(grace_with_north, LINE, NORTH)
    before = (Invoice.objects.count(), InvoiceEvent.objects.count())

    kept = stored(grace_with_north, LINE, NORTH)

    assert found(kept) == (0, 0, 2, 0)
    assert (Invoice.objects.count(), InvoiceEvent.objects.count()) == before


def test_a_later_file_adds_the_payments(lumeon: Site, grace: Membership) -> None:
    stored(grace, LINE)

    kept = stored(grace, LINE + "2026-02-10")
    again = stored(grace, LINE + "2026-02-10")

    assert (found(kept), found(again)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert [e.kind for e in Invoice.objects.get().events.all()] == ["issued", "paid"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param(
            NORTH.replace("northgate hospitals", "Nowhere"),
            (3, "customer", "There is no customer of this name with a contract."),
            id="unknown-customer",
        ),
        pytest.param(
            NORTH.replace("INV-2", "INV-1"),
            (3, "number", "Line 2 has this number too."),
            id="number-twice",
        ),
        pytest.param(
            NORTH.replace("1200.00", "0.001"),
            (3, "amount", "GBP has 2 digits after the point; 0.001 has more."),
            id="thousandth",
        ),
        pytest.param(
            NORTH.replace("GBP", "Pounds"),
            (3, "currency", "A currency is three capital letters such as EUR, not 'POUNDS'."),
            id="currency",
        ),
        pytest.param(
            NORTH + "2026-01-30",
            (3, "paid", "It was paid between its issue and today."),
            id="paid-before-issue",
        ),
        pytest.param(
            NORTH.replace("2026-02-28", "2026-01-30"),
            (3, "due", "It is due within a year from its issue, not before it."),
            id="due-before-issue",
        ),
        pytest.param(
            NORTH.replace("INV-2", "-2"),
            (
                3,
                "number",
                (
                    "A number is up to 40 letters, digits, spaces and . / _ -, a letter or digit "
                    "first."
                ),
            ),
            id="formula",
        ),
    ],
)
def test_one_broken_row_and_nothing_is_stored(
    grace_with_north: Membership, line: str, fault: tuple[int, str, str]
) -> None:
    kept = sent(grace_with_north, LINE, line)

    assert (kept.state, faults(kept)) == (State.FAULTY, [fault])
    with pytest.raises(Refusal, match="correct it and send it again"):
        confirm(by=grace_with_north, kept=kept, at=MONDAY)
    assert not Invoice.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "column", "why"),
    [
        ("1200.00", "1300.00", "amount", "This invoice is known with 1200.00 GBP here."),
        ("2026-02-28", "2026-03-01", "due", "This invoice is known with 2026-02-28 here."),
        ("St Brannock's", "Northgate Hospitals", "number", "an invoice of another contract"),
    ],
)
def test_a_known_number_that_says_otherwise_is_a_fault(
    grace_with_north: Membership, before: str, after: str, column: str, why: str
) -> None:
    stored(grace_with_north, LINE)

    ((_, where, said),) = faults(sent(grace_with_north, LINE.replace(before, after)))

    assert (where, why in said) == (column, True)


def test_another_day_of_payment_is_a_fault(lumeon: Site, grace: Membership) -> None:
    stored(grace, LINE + "2026-02-10")

    assert faults(sent(grace, LINE + "2026-02-11")) == [
        (2, "paid", "Invoice INV-1 is paid: that cannot be recorded.")
    ]


def test_a_customer_with_two_contracts_in_the_period_must_say_which(
    lumeon: Site, grace: Membership
) -> None:
    second = contract_for(lumeon.house.customer, "premium")
    first = lumeon.house.contract.pk

    ((_, column, why),) = faults(sent(grace, LINE))
    kept = stored(grace, LINE + f",{second.pk}", head=HEAD + ",contract")

    assert column == "customer"
    assert why == f"Say which contract it is, in a column “contract”: {first}, {second.pk}."
    assert kept.state == State.DONE
    assert Invoice.objects.get().contract == second


def test_the_contract_of_the_period_is_found_by_its_days(lumeon: Site, grace: Membership) -> None:
    Contract.objects.filter(pk=lumeon.house.contract.pk).update(ends_on=date(2026, 1, 31))
    contract_for(lumeon.house.customer, "premium", starts_on=date(2026, 2, 1))

    stored(grace, LINE)

    assert Invoice.objects.get().contract == lumeon.house.contract


def test_co_03_another_vendors_contract_is_none(
    lumeon: Site, grace: Membership, patientiq: Site
) -> None:
    line = LINE + f",{patientiq.house.contract.pk}"

    assert faults(sent(grace, line, head=HEAD + ",contract")) == [
        (2, "contract", "There is no such contract.")
    ]


def test_what_was_entered_between_preview_and_storing_is_seen(
    lumeon: Site, grace: Membership
) -> None:
    kept = confirm(by=grace, kept=sent(grace, LINE), at=MONDAY)
    entered(grace, lumeon.house.contract, amount=Decimal(5))

    assert store(pk=kept.pk, at=MONDAY, tell=lambda _: None)

    kept.refresh_from_db()
    assert (kept.state, kept.fault_count) == (State.FAULTY, 1)
    assert Invoice.objects.get().amount == 5


def test_storing_is_done_once_and_only_when_confirmed(lumeon: Site, grace: Membership) -> None:
    kept = sent(grace, LINE)
    assert not store(pk=kept.pk, at=MONDAY, tell=lambda _: None)
    confirm(by=grace, kept=kept, at=MONDAY)
    again = confirm(by=grace, kept=kept, at=MONDAY + timedelta(hours=1))
    assert again.confirmed_at == MONDAY

    assert store(pk=kept.pk, at=MONDAY, tell=lambda _: None)
    assert not store(pk=kept.pk, at=MONDAY, tell=lambda _: None)


def test_many_rows_ask_as_many_questions_as_few(lumeon: Site, grace: Membership) -> None:
    lines = [LINE.replace("INV-1", f"INV-{number}") for number in range(1, 4)]
    counts = []
    for amount in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            sent(grace, *lines[:amount])
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_co_02_an_agent_sends_no_file(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="you cannot enter invoices and payments"):
        sent(lumeon.agent, LINE)


def test_co_03_another_vendor_sees_no_file(
    lumeon: Site, grace: Membership, patientiq: Site
) -> None:
    sent(grace, LINE)

    with vendor_scope(patientiq.vendor):
        assert not InvoiceImport.objects.exists()
