"""Money is exact until it is shown."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.kernel.money import Money
from portal.kernel.refusal import Refusal


def eur(amount: Fraction | int | str) -> Money:
    """This function will return euros."""
    return Money(Decimal(amount) if isinstance(amount, str) else amount, "EUR")


def test_thirds_are_exact_until_shown() -> None:
    third = eur(100) * Fraction(1, 3)

    assert third + third + third == eur(100)
    assert str(third) == "33.33 EUR"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        pytest.param("0.004", "0.00 EUR", id="below-half"),
        pytest.param("0.005", "0.01 EUR", id="half-goes-up"),
        pytest.param("2.675", "2.68 EUR", id="where-a-float-would-fail"),
        pytest.param("-0.005", "-0.01 EUR", id="half-goes-away-from-zero"),
        pytest.param("-0.004", "0.00 EUR", id="no-negative-zero"),
        pytest.param("1234567.1", "1234567.10 EUR", id="two-digits"),
    ],
)
def test_amounts_round_half_up_to_cents(amount: str, shown: str) -> None:
    assert str(eur(amount)) == shown


@pytest.mark.parametrize(
    ("currency", "shown"), [("JPY", "11 JPY"), ("USD", "10.50 USD"), ("KWD", "10.500 KWD")]
)
def test_each_currency_has_its_minor_unit(currency: str, shown: str) -> None:
    assert str(Money(Fraction(21, 2), currency)) == shown


def test_rounding_gives_money_that_can_be_posted() -> None:
    assert eur("10.005").rounded() == eur("10.01")
    assert eur("10.01").rounded() == eur("10.01")


def test_money_adds_subtracts_and_compares() -> None:
    assert eur(3) + eur(4) == eur(7)
    assert eur(3) - eur(4) == -eur(1)
    assert 2 * eur(3) == eur(6)
    assert eur(3) < eur(4) <= eur(4)
    assert max(eur(3), eur(4)) == eur(4)
    assert not eur(0)


def test_two_currencies_are_never_mixed() -> None:
    with pytest.raises(Refusal, match="EUR and USD cannot be reckoned together") as refused:
        eur(1) + Money(1, "USD")

    assert refused.value.code == "mixed_currencies"
    with pytest.raises(Refusal):
        assert eur(1) < Money(2, "USD")
    assert eur(1) != Money(1, "USD")


@pytest.mark.parametrize("number", [0.1, True, "1.00", None])
def test_only_exact_numbers_make_money(number: object) -> None:
    with pytest.raises(TypeError, match="a fraction, a decimal or an integer"):
        Money(number, "EUR")  # type: ignore[arg-type]  # what is refused
    with pytest.raises(TypeError):
        eur(1) * number  # type: ignore[operator]  # what is refused


def test_money_is_reckoned_with_money_only() -> None:
    with pytest.raises(TypeError, match="with money only"):
        eur(1) + 1  # type: ignore[operator]  # what is refused


def test_an_endless_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        Money(Decimal("NaN"), "EUR")


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€€€"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, currency)


def test_equal_money_hashes_alike() -> None:
    assert len({eur("1.50"), eur(Fraction(3, 2))}) == 1
