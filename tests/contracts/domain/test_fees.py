"""What a contract is worth by the year, month and hour (PQ-06, HR-04, readings P26 and H14)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from contracts.domain.fees import Fees, HoursOfYear, contract_year, hours_of_year
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal

DOLLARS = Fees(annual=Decimal(120_000), currency="USD")


@pytest.mark.parametrize(
    ("starts_on", "on", "first", "last", "hours"),
    [
        pytest.param("2026-01-01", "2026-07-01", "2026-01-01", "2026-12-31", 8760, id="plain"),
        pytest.param("2027-07-01", "2028-02-29", "2027-07-01", "2028-06-30", 8784, id="leap-day"),
        pytest.param("2027-07-01", "2028-07-01", "2028-07-01", "2029-06-30", 8760, id="first-day"),
        pytest.param("2024-02-29", "2025-02-28", "2024-02-29", "2025-02-28", 8784, id="born-leap"),
        pytest.param("2024-02-29", "2025-03-01", "2025-03-01", "2026-02-28", 8760, id="no-leap"),
    ],
)
def test_p26_hours_are_those_of_the_contract_year_that_holds_the_day(
    starts_on: str, on: str, first: str, last: str, hours: int
) -> None:
    begins, day = date.fromisoformat(starts_on), date.fromisoformat(on)

    year = contract_year(begins, day)

    assert year == (date.fromisoformat(first), date.fromisoformat(last))
    assert hours_of_year(begins, day) == hours


def test_p26_the_other_reading_is_8760_hours_always() -> None:
    begins = date(2027, 7, 1)

    assert hours_of_year(begins, date(2028, 2, 29), HoursOfYear.FIXED_8760) == 8760


@pytest.mark.parametrize(("hours", "ten_hours"), [(8760, "136.99 USD"), (8784, "136.61 USD")])
def test_p26_ten_hours_of_a_year_are_rounded_once(hours: int, ten_hours: str) -> None:
    hourly = DOLLARS.of_an_hour(hours)

    assert hourly is not None
    assert str(hourly * 10) == ten_hours
    assert str(hourly.rounded() * 10) == {8760: "137.00 USD", 8784: "136.60 USD"}[hours]


def test_h14_a_years_prepayment_is_a_twelfth_a_month_and_exact() -> None:
    month = Fees(annual=Decimal("1000.00"), currency="EUR").of_a_month()

    assert month == Money(Fraction(1000, 12), "EUR")
    assert str(month) == "83.33 EUR"


def test_h14_one_percent_of_a_fee_is_rounded_half_up() -> None:
    month = Fees(monthly=Decimal("1250.50"), currency="USD").of_a_month()

    assert month is not None
    assert str(month * Fraction(1, 100)) == "12.51 USD"


def test_the_annual_value_is_twelve_months_where_none_is_agreed() -> None:
    assert str(Fees(monthly=Decimal("99.50"), currency="EUR").of_a_year()) == "1194.00 EUR"


def test_without_fees_nothing_is_worth_anything_known() -> None:
    assert Fees().of_a_year() is Fees().of_a_month() is Fees().of_an_hour(8760) is None


@pytest.mark.parametrize(
    ("fees", "code"),
    [
        pytest.param(Fees(annual=Decimal(1)), "currency", id="no-currency"),
        pytest.param(Fees(monthly=Decimal(1), currency="eur"), "currency", id="small-letters"),
        pytest.param(Fees(monthly=Decimal(1), currency="EURO"), "currency", id="four-letters"),
        pytest.param(Fees(annual=Decimal(-1), currency="EUR"), "annual_value", id="negative"),
        pytest.param(Fees(annual=Decimal("NaN"), currency="EUR"), "annual_value", id="no-number"),
        pytest.param(
            Fees(monthly=Decimal("0.005"), currency="EUR"), "monthly_fee", id="half-a-cent"
        ),
        pytest.param(Fees(annual=Decimal("1.5"), currency="JPY"), "annual_value", id="half-a-yen"),
        pytest.param(Fees(annual=Decimal(10**11), currency="EUR"), "annual_value", id="a-slip"),
        pytest.param(Fees(currency="€"), "currency", id="a-sign"),
        pytest.param(Fees(payment_days=400), "payment_days", id="years-of-credit"),
    ],
)
def test_fees_that_cannot_be_are_refused_with_their_field(fees: Fees, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        fees.check()

    assert refused.value.code == code


def test_three_digits_fit_where_the_currency_has_them() -> None:
    Fees(monthly=Decimal("0.005"), currency="KWD").check()
