"""Entering invoices and what happens to them (LU-09, PQ-07)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.account import good_standing, overdue_in_words
from contracts.domain.fees import Fees
from contracts.domain.standing import Fact, InvoiceState
from contracts.models import Invoice, InvoiceEvent
from contracts.services.contracts import price
from contracts.services.invoices import happen
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site
from tests.contracts.billing import FEBRUARY, JANUARY, entered
from tests.factories import MONDAY

TODAY = MONDAY.date()


def counts() -> list[int]:
    return [model.objects.count() for model in (Invoice, InvoiceEvent, AuditEvent)]


def recorded(
    by: Membership, invoice: Invoice, fact: Fact, on: date, words: str = "Said so."
) -> None:
    happen(by=by, invoice=invoice, fact=fact, on=on, words=words, at=MONDAY)


def state(invoice: Invoice, on: date = TODAY) -> InvoiceState | None:
    return Invoice.objects.get(pk=invoice.pk).bill.state(on)


def test_an_invoice_is_kept_with_its_issue_and_an_audit_record(
    lumeon: Site, grace: Membership
) -> None:
    invoice = entered(grace, lumeon.house.contract)

    assert (str(invoice), str(invoice.money), invoice.due_on) == ("INV-1", "1200.00 GBP", FEBRUARY)
    assert [(e.kind, e.on) for e in invoice.events.all()] == [("issued", JANUARY)]
    audit = AuditEvent.objects.get(verb="invoice entered")
    assert (audit.actor, audit.object_id) == (grace.person, invoice.pk)


def test_without_a_due_date_the_payment_terms_of_that_day_give_it(
    lumeon: Site, grace: Membership
) -> None:
    contract = lumeon.house.contract
    fees = Fees(monthly=Decimal(100), currency="GBP", payment_days=10)
    price(by=grace, contract=contract, fees=fees, since=FEBRUARY, reason="Sooner.", at=MONDAY)

    before = entered(grace, contract, due_on=None)
    after = entered(grace, contract, number="INV-2", issued_on=TODAY, due_on=None)

    assert before.due_on == JANUARY + timedelta(days=30)
    assert after.due_on == TODAY + timedelta(days=10)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"number": ""}, "number"),
        ({"number": "=1+1"}, "number"),
        ({"number": "@SUM(A1)"}, "number"),
        ({"number": "x" * 41}, "number"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("1.005")}, "amount"),
        ({"currency": ""}, "currency"),
        ({"currency": "gbp"}, "currency"),
        ({"period_until": date(2025, 12, 31)}, "period_until"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
        ({"due_on": JANUARY - timedelta(days=1)}, "due_on"),
        ({"due_on": JANUARY + timedelta(days=400)}, "due_on"),
        (
            {"period_from": date(2024, 1, 1), "period_until": date(2024, 12, 31)},
            "period_from",
        ),
    ],
)
def test_what_an_invoice_cannot_say_is_refused_with_its_field(
    lumeon: Site, grace: Membership, other: dict[str, Any], code: str
) -> None:
    before = counts()

    with pytest.raises(Refusal) as refused:
        entered(grace, lumeon.house.contract, **other)

    assert refused.value.code == code
    assert counts() == before


def test_a_number_is_taken_once(lumeon: Site, northgate: House, grace: Membership) -> None:
    entered(grace, lumeon.house.contract)

    with pytest.raises(Refusal, match="There is an invoice INV-1 already"):
        entered(grace, northgate.contract)


def test_the_same_key_again_is_the_same_invoice_and_with_other_values_refused(
    lumeon: Site, grace: Membership
) -> None:
    first = entered(grace, lumeon.house.contract, key="one")

    assert entered(grace, lumeon.house.contract, key="one") == first
    with pytest.raises(Refusal) as refused:
        entered(grace, lumeon.house.contract, key="one", amount=Decimal(7))
    assert refused.value.code == "key_reused"


def test_co_02_agents_enter_no_invoices(lumeon: Site) -> None:
    with pytest.raises(Refusal, match="you cannot enter invoices and payments"):
        entered(lumeon.agent, lumeon.house.contract)


def test_co_03_another_vendors_contract_is_refused(
    lumeon: Site, grace: Membership, patientiq: Site
) -> None:
    with pytest.raises(Refusal, match="does not belong to Lumeon"):
        entered(grace, patientiq.house.contract)


def test_paying_disputing_and_settling_lead_from_state_to_state(
    lumeon: Site, grace: Membership
) -> None:
    invoice = entered(grace, lumeon.house.contract)

    seen = [state(invoice)]
    for fact in (Fact.DISPUTED, Fact.SETTLED, Fact.PAID, Fact.WITHDRAWN, Fact.CANCELLED):
        recorded(grace, invoice, fact, TODAY)
        seen.append(state(invoice))

    assert seen == ["open", "disputed", "open", "paid", "open", "cancelled"]
    assert state(invoice, TODAY - timedelta(days=1)) is InvoiceState.OPEN
    assert AuditEvent.objects.filter(verb="invoice paid").get().before == {"state": "open"}


@pytest.mark.parametrize(
    ("fact", "on", "words", "code"),
    [
        (Fact.SETTLED, TODAY, "Why.", "state"),
        (Fact.ISSUED, TODAY, "", "state"),
        (Fact.PAID, TODAY + timedelta(days=1), "", "on"),
        (Fact.PAID, JANUARY - timedelta(days=1), "", "on"),
        (Fact.DISPUTED, TODAY, " ", "no_words"),
    ],
)
def test_what_cannot_happen_to_an_invoice_is_refused(
    lumeon: Site, grace: Membership, fact: Fact, on: date, words: str, code: str
) -> None:
    invoice = entered(grace, lumeon.house.contract)
    before = counts()

    with pytest.raises(Refusal) as refused:
        recorded(grace, invoice, fact, on, words)

    assert refused.value.code == code
    assert counts() == before


def test_standing_can_be_asked_for_a_day_long_past(lumeon: Site, grace: Membership) -> None:
    contract = lumeon.house.contract
    recorded(grace, entered(grace, contract, due_on=JANUARY), Fact.PAID, date(2026, 2, 20))

    days = [15, 19, 20]
    standings = [good_standing(contract, MONDAY.replace(month=2, day=day)) for day in days]

    assert [bool(one) for one in standings] == [False, False, True]
    assert "INV-1" in standings[0].reasons[0]


def test_the_day_is_the_customers_own(lumeon: Site, grace: Membership) -> None:
    contract = lumeon.house.contract
    entered(grace, contract, due_on=TODAY)
    late = MONDAY.replace(hour=23, minute=30)
    assert good_standing(contract, late)

    contract.customer.time_zone = "Asia/Tokyo"  # where Tuesday has begun

    assert not good_standing(contract, late)


def test_overdue_is_said_in_words_and_asked_with_one_query_where_nothing_is(
    lumeon: Site, grace: Membership, django_assert_num_queries: Any
) -> None:
    contract = lumeon.house.contract
    with django_assert_num_queries(1):
        assert overdue_in_words(contract, TODAY) == ""
    entered(grace, contract)

    assert overdue_in_words(contract, TODAY) == (
        "Invoice INV-1 of 1200.00 GBP, due 28 February 2026, is not paid."
    )


def test_co_03_a_customer_sees_its_own_invoices_only(
    lumeon: Site, northgate: House, grace: Membership
) -> None:
    own = entered(grace, lumeon.house.contract)
    entered(grace, northgate.contract, number="INV-2")

    seen = Invoice.objects.visible_to([lumeon.house.contact])

    assert list(seen) == [own]


def test_co_03_another_vendor_sees_none(lumeon: Site, grace: Membership, patientiq: Site) -> None:
    entered(grace, lumeon.house.contract)

    with vendor_scope(patientiq.vendor):
        assert not Invoice.objects.exists()
