"""The ledger's rules: a balance is a sum, whatever the order, and nothing is settled twice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.domain.ledger import (
    SIGNS,
    Account,
    LedgerKind,
    Line,
    check_amount,
    check_issue,
    check_reversal,
    check_settle,
)
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal

CENTS = st.integers(min_value=0, max_value=10**9).map(lambda cents: Fraction(cents, 100))
SIGNED = [kind for kind, sign in SIGNS.items() if sign is not None]


def _taken_back(rows: list[tuple[LedgerKind, Fraction, bool]]) -> list[Line]:
    """Return entries of one credit, some of them taken back."""
    found = []
    for kind, stated, is_reversed in rows:
        found.append(Line(kind, stated, stated * (SIGNS[kind] or 0)))
        if is_reversed:
            found.append(Line(LedgerKind.REVERSED, stated, -found[-1].amount, kind))
    return found


ENTRIES = st.lists(st.tuples(st.sampled_from(SIGNED), CENTS, st.booleans()), max_size=12).map(
    _taken_back
)


def line(kind: LedgerKind, stated: int, amount: int | None = None) -> Line:
    effect = stated * (SIGNS[kind] or 0) if amount is None else amount
    return Line(kind, Fraction(stated), Fraction(effect))


def account(*rows: Line) -> Account:
    return Account.of(rows, "USD")


@given(ENTRIES, st.randoms())
def test_any_order_of_entries_gives_the_same_account(rows: list[Line], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random, which hypothesis hides

    assert Account.of(mixed, "USD") == Account.of(rows, "USD")


@given(ENTRIES)
def test_the_balance_is_the_sum_of_what_entries_do(rows: list[Line]) -> None:
    found = Account.of(rows, "USD")

    assert found.balance.amount == sum((one.amount for one in rows), Fraction(0))


@given(CENTS, st.lists(CENTS, max_size=8))
def test_however_often_one_settles_never_more_is_settled_than_was_issued(
    earned: Fraction, wanted: list[Fraction]
) -> None:
    rows = [Line(LedgerKind.ACCRUED, earned, earned), Line(LedgerKind.ISSUED, earned, Fraction(0))]
    for amount in wanted:
        try:
            check_settle(Account.of(rows, "USD"), Money(amount, "USD"))
        except Refusal:
            continue
        rows.append(Line(LedgerKind.PAID, amount, -amount))

    assert Account.of(rows, "USD").settled <= earned
    assert Account.of(rows, "USD").balance.amount >= 0


def test_what_is_stated_anew_above_a_note_is_issued_by_another_one() -> None:
    rows = [line(LedgerKind.ACCRUED, 10), line(LedgerKind.ISSUED, 10)]
    assert not account(*rows).to_issue

    more = account(*rows, line(LedgerKind.RESTATED, 5, 5))

    assert (str(more.to_issue), str(more.to_settle)) == ("5.00 USD", "10.00 USD")


def test_what_is_stated_anew_below_a_note_is_no_longer_to_be_settled() -> None:
    rows = [line(LedgerKind.ACCRUED, 10), line(LedgerKind.ISSUED, 10)]

    less = account(*rows, line(LedgerKind.RESTATED, 4, -4))

    assert (str(less.to_issue), str(less.to_settle)) == ("0.00 USD", "6.00 USD")
    assert str(account(*rows, line(LedgerKind.PAID, 10), line(LedgerKind.RESTATED, 4, -4)).balance)
    with pytest.raises(Refusal, match="nothing to issue"):
        check_issue(less)


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("0", "more than nothing"),
        ("-1", "more than nothing"),
        ("0.005", "no smaller unit"),
        ("10.01", "Only 10.00 USD of this credit stands on a credit note"),
    ],
)
def test_an_amount_that_cannot_be_settled_is_refused_with_a_reason(amount: str, why: str) -> None:
    found = account(line(LedgerKind.ACCRUED, 20), line(LedgerKind.ISSUED, 10))

    with pytest.raises(Refusal, match=why):
        check_settle(found, Money(Fraction(amount), "USD"))


@pytest.mark.parametrize("kind", list(LedgerKind))
def test_an_entry_does_to_the_balance_what_its_kind_does(kind: LedgerKind) -> None:
    sign = SIGNS[kind]
    check_amount(kind, Fraction(5), Fraction(5 if sign is None else 5 * sign))

    with pytest.raises(Refusal):
        check_amount(kind, Fraction(5), Fraction(7))
    with pytest.raises(Refusal):
        check_amount(kind, Fraction(-5), Fraction(-5))


def test_only_notes_and_settlements_are_reversed_and_once() -> None:
    check_reversal(LedgerKind.PAID, is_reversed=False)

    with pytest.raises(Refusal, match="not reversed by hand"):
        check_reversal(LedgerKind.ACCRUED, is_reversed=False)
    with pytest.raises(Refusal, match="reversed already"):
        check_reversal(LedgerKind.PAID, is_reversed=True)
