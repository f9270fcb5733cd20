"""What is paid under a contract, and what an hour or a month of it is worth (PQ-06, HR-04).

All figures are exact; an amount is rounded once, where it is shown or posted.
"""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.kernel.money import MINOR_DIGITS, Money
from portal.kernel.refusal import Refusal

MONTHS = 12
HOURS = 24
ONE_DAY = timedelta(days=1)
MOST = Decimal(10) ** 11  # what a contract or an invoice may come to; more is a typing slip
LONGEST_TERMS = 365  # days for payment


class HoursOfYear(StrEnum):
    """Over which hours an annual value is spread (reading P26)."""

    CONTRACT_YEAR = "contract_year"  # that of the contract year that holds the outage
    FIXED_8760 = "8760"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fees:
    """What recurs, without one-time fees and taxes, and within how many days it is paid."""

    annual: Decimal | None = None
    monthly: Decimal | None = None
    currency: str = ""
    payment_days: int = 30

    def check(self) -> None:
        """This method will refuse what cannot be agreed.

        :raises Refusal: with the field's name as its code.
        """
        for name, amount in (("annual_value", self.annual), ("monthly_fee", self.monthly)):
            if amount is not None:
                check_amount(amount, self.currency, name)
        if self.currency:
            check_currency(self.currency)
        if not 0 <= self.payment_days <= LONGEST_TERMS:
            raise Refusal(
                f"Invoices are due within 0 to {LONGEST_TERMS} days, not {self.payment_days}.",
                code="payment_days",
            )

    def of_a_year(self) -> Money | None:
        """This method will return the annual value: as agreed, or twelve monthly fees."""
        if self.annual is not None:
            return Money(self.annual, self.currency)
        return None if self.monthly is None else Money(self.monthly, self.currency) * MONTHS

    def of_a_month(self) -> Money | None:
        """This method will return the month's fee: as agreed, or a twelfth of the year (H14)."""
        if self.monthly is not None:
            return Money(self.monthly, self.currency)
        if self.annual is None:
            return None
        # As a fraction: a twelfth of most amounts has no end in decimals.
        return Money(Fraction(self.annual) / MONTHS, self.currency)

    def of_an_hour(self, hours: int) -> Money | None:
        """This method will return the hourly value of a year of so many hours (P26)."""
        year = self.of_a_year()
        return None if year is None else Money(year.amount / hours, year.currency)


def check_currency(code: str) -> None:
    """This function will refuse what is no currency's code.

    :raises Refusal: with code `currency`.
    """
    if len(code) != 3 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise Refusal(
            f"A currency is three capital letters such as EUR, not {code[:12]!r}.", code="currency"
        )


def check_amount(amount: Decimal, currency: str, field: str) -> None:
    """This function will refuse an amount that cannot be paid in its currency.

    :raises Refusal: with the field as its code, or `currency` where there is none.
    """
    if not currency:
        raise Refusal(
            "An amount needs its currency: three capital letters such as EUR.", code="currency"
        )
    check_currency(currency)
    if not amount.is_finite() or not 0 <= amount < MOST:
        raise Refusal("An amount is from 0 to less than 100,000,000,000.", code=field)
    digits = MINOR_DIGITS.get(currency, 2)
    if amount != round(amount, digits):
        raise Refusal(
            f"{currency} has {digits} digits after the point; {amount} has more.", code=field
        )


def contract_year(starts_on: date, on: date) -> tuple[date, date]:
    """This function will return the first and last day of the contract year that holds a date.

    Years are counted from the first day of the contract; one that began on 29 February begins
    anew on 1 March where there is no such day.
    """
    years = on.year - starts_on.year
    first = _anniversary(starts_on, years)
    if first > on:
        years -= 1
        first = _anniversary(starts_on, years)
    return first, _anniversary(starts_on, years + 1) - ONE_DAY


def hours_of(first: date, last: date) -> int:
    """This function will return the hours of a year: 8,784 if it has a 29 February (P26)."""
    return ((last - first).days + 1) * HOURS


def hours_of_year(
    starts_on: date, on: date, reading: HoursOfYear = HoursOfYear.CONTRACT_YEAR
) -> int:
    """This function will return over how many hours the annual value is spread for a date."""
    if reading is HoursOfYear.FIXED_8760:
        return 365 * HOURS
    return hours_of(*contract_year(starts_on, on))


def _anniversary(day: date, years: int) -> date:
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        raise Refusal(f"There is no year {year}.", code="no_year")
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
