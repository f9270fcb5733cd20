"""In good standing, or why not, on any day (LU-09, PQ-07, reading P30)."""

from datetime import date
from decimal import Decimal

import pytest

from contracts.domain.standing import (
    Bill,
    Fact,
    GoodStanding,
    InvoiceGate,
    InvoiceState,
    Running,
    first_good_day,
    possible,
    standing,
)
from portal.kernel.money import Money

RUNS = Running(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
DUE = date(2026, 7, 5)


def july(day: int) -> date:
    return date(2026, 7, day)


def bill(*facts: tuple[date, Fact], number: str = "INV-1", due_on: date = DUE) -> Bill:
    amount = Money(Decimal("1200.00"), "USD")
    issued = (date(2026, 6, 15), Fact.ISSUED)
    return Bill(number=number, due_on=due_on, amount=amount, facts=(issued, *facts))


def on(
    day: date, *bills: Bill, gate: InvoiceGate = InvoiceGate.PAST_DUE_UNDISPUTED
) -> GoodStanding:
    return standing(running=RUNS, bills=bills, on=day, gate=gate)


def test_the_due_day_is_still_in_time_and_the_next_one_is_not() -> None:
    assert on(july(5), bill())
    assert not on(july(6), bill())


def test_the_reason_names_the_invoice_its_amount_and_its_day() -> None:
    assert on(july(6), bill()).reasons == (
        "Invoice INV-1 of 1200.00 USD, due 5 July 2026, is not paid.",
    )


def test_many_invoices_are_named_up_to_five() -> None:
    bills = [bill(number=f"INV-{number}") for number in range(1, 8)]

    (reason,) = on(july(6), *bills).reasons

    assert reason.count("due 5 July 2026") == 5
    assert reason.endswith(", and 2 more, are not paid.")


@pytest.mark.parametrize(
    ("day", "is_good"), [(7, False), (8, True), (9, True), (10, False), (12, True)]
)
def test_a_payment_counts_from_its_day_and_no_longer_once_withdrawn(
    day: int, *, is_good: bool
) -> None:
    came_back = bill((july(8), Fact.PAID), (july(10), Fact.WITHDRAWN), (july(12), Fact.PAID))

    assert bool(on(july(day), came_back)) is is_good


def test_p30_a_disputed_invoice_is_not_held_against_the_customer_until_settled() -> None:
    disputed = bill((july(8), Fact.DISPUTED), (july(20), Fact.SETTLED))

    assert [bool(on(july(day), disputed)) for day in (7, 8, 19, 20)] == [False, True, True, False]


def test_p30_the_other_readings_hold_more_against_the_customer() -> None:
    disputed = bill((july(8), Fact.DISPUTED))

    assert on(july(9), disputed)
    assert not on(july(9), disputed, gate=InvoiceGate.PAST_DUE)
    assert on(july(1), bill(), gate=InvoiceGate.PAST_DUE)
    assert not on(july(1), bill(), gate=InvoiceGate.ANY_UNPAID)


def test_before_its_issue_and_after_its_cancellation_an_invoice_is_nothing() -> None:
    cancelled = bill((july(20), Fact.CANCELLED))

    assert cancelled.state(date(2026, 6, 14)) is None
    assert cancelled.state(july(20)) is InvoiceState.CANCELLED
    assert on(july(20), cancelled, gate=InvoiceGate.ANY_UNPAID)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2025, 12, 31), "The contract starts on 1 January 2026 only."),
        (date(2027, 1, 1), "The contract ended on 31 December 2026."),
    ],
)
def test_lu_09_outside_its_term_there_is_no_agreement(day: date, reason: str) -> None:
    found = on(day)

    assert (found.is_active, found.reasons) == (False, (reason,))


def test_both_reasons_are_given() -> None:
    assert len(on(date(2027, 1, 1), bill()).reasons) == 2


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_first_and_the_last_day_count(day: date) -> None:
    assert on(day)


FILED, DEADLINE = july(6), july(9)


@pytest.mark.parametrize(
    ("invoice", "good_on"),
    [
        pytest.param(bill(due_on=july(20)), july(6), id="piq-55-not-yet-due"),
        pytest.param(bill(), None, id="piq-56-past-due-through-the-deadline"),
        pytest.param(bill((july(8), Fact.PAID)), july(8), id="piq-57-paid-before-the-deadline"),
        pytest.param(bill((july(10), Fact.PAID)), None, id="paid-the-day-after"),
        pytest.param(bill((july(7), Fact.DISPUTED)), july(7), id="disputed-meanwhile"),
    ],
)
def test_pq_07_conditions_hold_together_at_some_moment_until_the_deadline(
    invoice: Bill, good_on: date | None
) -> None:
    found = first_good_day(running=RUNS, bills=[invoice], since=FILED, until=DEADLINE)

    assert found == good_on


def test_pq_07_each_condition_in_turn_is_not_enough() -> None:
    one = bill((july(7), Fact.PAID))
    other = Bill(
        number="INV-2",
        due_on=DUE,
        amount=one.amount,
        facts=(*bill((july(6), Fact.PAID)).facts, (july(7), Fact.WITHDRAWN)),
    )

    found = first_good_day(running=RUNS, bills=[one, other], since=FILED, until=DEADLINE)

    assert found is None


def test_piq_59_by_the_strictest_reading_an_invoice_not_yet_due_bars() -> None:
    found = first_good_day(
        running=RUNS,
        bills=[bill(due_on=july(20))],
        since=FILED,
        until=DEADLINE,
        gate=InvoiceGate.ANY_UNPAID,
    )

    assert found is None


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        (InvoiceState.OPEN, {Fact.PAID, Fact.DISPUTED, Fact.CANCELLED}),
        (InvoiceState.DISPUTED, {Fact.PAID, Fact.SETTLED, Fact.CANCELLED}),
        (InvoiceState.PAID, {Fact.WITHDRAWN}),
        (InvoiceState.CANCELLED, set()),
    ],
)
def test_what_can_happen_depends_on_where_it_stands(state: InvoiceState, facts: set[Fact]) -> None:
    assert set(possible(state)) == facts
