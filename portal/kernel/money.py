"""Amounts of money: exact fractions until they are shown or posted.

Credits hang on fractions of a percent, so an amount is never a float and is rounded
once, half up, to the minor unit of its currency.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering

from portal.kernel.refusal import Refusal

# ISO 4217 minor units other than two digits, of currencies a contract may name.
MINOR_DIGITS = {"BHD": 3, "CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3, "VND": 0}

Exact = Fraction | int | Decimal


def exactly(number: Exact) -> Fraction:
    """This function will return the number as a fraction and refuse what is not exact."""
    if isinstance(number, bool) or not isinstance(number, Fraction | int | Decimal):
        raise TypeError(f"An amount is a fraction, a decimal or an integer, not {number!r}.")
    if isinstance(number, Decimal) and not number.is_finite():
        raise ValueError(f"An amount must be a finite number, not {number}.")
    return Fraction(number)


@total_ordering
@dataclass(frozen=True, slots=True, init=False)
class Money:
    """An exact amount in one currency."""

    amount: Fraction
    currency: str

    def __init__(self, amount: Exact, currency: str) -> None:
        """This function will keep the amount exactly, in a currency given by its ISO code."""
        if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            raise ValueError(f"A currency is three capital letters such as EUR, not {currency!r}.")
        object.__setattr__(self, "amount", exactly(amount))
        object.__setattr__(self, "currency", currency)

    def __add__(self, other: "Money") -> "Money":
        """This function will add two amounts of one currency."""
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """This function will subtract an amount of the same currency."""
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        """This function will turn what is owed into what is owned."""
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Exact) -> "Money":
        """This function will take an exact share or multiple of the amount."""
        return Money(self.amount * exactly(factor), self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        """This function will compare amounts of one currency."""
        return self.amount < self._same(other)

    def __bool__(self) -> bool:
        """This function will tell whether there is any amount at all."""
        return self.amount != 0

    def rounded(self) -> "Money":
        """This function will round half up, away from zero, to the currency's minor unit."""
        unit = 10**self._digits
        doubled = abs(self.amount) * unit * 2
        minor = (doubled.numerator // doubled.denominator + 1) // 2
        return Money(Fraction(minor if self.amount >= 0 else -minor, unit), self.currency)

    def __str__(self) -> str:
        """This function will print the rounded amount, such as `1234.50 EUR`."""
        minor = int(self.rounded().amount * 10**self._digits)
        whole, part = divmod(abs(minor), 10**self._digits)
        shown = f"{whole}.{part:0{self._digits}d}" if self._digits else f"{whole}"
        return f"{'-' if minor < 0 else ''}{shown} {self.currency}"

    @property
    def _digits(self) -> int:
        """This function will return how many digits follow the point when it is shown."""
        return MINOR_DIGITS.get(self.currency, 2)

    def _same(self, other: "Money") -> Fraction:
        """This function will return the other's amount and refuse another currency."""
        if not isinstance(other, Money):
            raise TypeError(f"Money can be reckoned with money only, not with {other!r}.")
        if other.currency != self.currency:
            raise Refusal(
                f"{self.currency} and {other.currency} cannot be reckoned together.",
                code="mixed_currencies",
            )
        return other.amount
