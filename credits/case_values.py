"""Reading the values of worked cases: texts become numbers, amounts, days and instants."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from contracts.domain.fees import Fees, check_currency
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal

type Case = Mapping[str, Any]

FIRST_YEAR, LAST_YEAR = 1970, 2199
FARTHEST = 30  # powers of ten: no amount is so large or so fine


def mapping(case: Case, key: str) -> Case:
    """This function will return an object of the case; an empty one where there is none."""
    value = case.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Refusal(f"{key} is an object.", code="bad_case")
    return value


def objects(case: Case, key: str) -> list[Case]:
    """This function will return a list of objects; an empty one where there is none."""
    values = case.get(key)
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(one, Mapping) for one in values):
        raise Refusal(f"{key} is a list of objects.", code="bad_case")
    return values


def text(case: Case, key: str) -> str:
    """This function will return a text.

    :raises Refusal: if it is missing or none.
    """
    value = case.get(key)
    if not isinstance(value, str):
        raise Refusal(f"{key} is missing, or no text.", code="bad_case")
    return value


def count(case: Case, key: str) -> int:
    """This function will return a whole number that is not below zero."""
    value = case.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refusal(f"{key} is missing, or no whole number.", code="bad_case")
    return value


def flag(case: Case, key: str) -> bool:
    """This function will return what is true or false; where nothing is said, false."""
    value = case.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise Refusal(f"{key} is true or false, not {value!r}.", code="bad_case")
    return value


def exact(case: Case, key: str) -> Fraction:
    """This function will return a decimal number exactly."""
    return number(case.get(key), key)


def number(value: Any, key: str) -> Fraction:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refusal(f"{key}: {value!r} is no number.", code="bad_case") from None
    if not number.is_finite() or abs(number.adjusted()) > FARTHEST:
        raise Refusal(f"{key}: {value!r} is no amount.", code="bad_case")
    return Fraction(number)


def money(case: Case, key: str) -> Money:
    """This function will return an amount in the case's currency.

    :raises Refusal: if it is none, below zero, or there is no such currency.
    """
    amount, currency = exact(case, key), text(case, "currency")
    check_currency(currency)
    if amount < 0:
        raise Refusal(f"{key}: {case[key]!r} is below zero.", code="bad_case")
    return Money(amount, currency)


def fees(contract: Case) -> Fees:
    """This function will return what recurs by a contract: by the month, by the year, or neither.

    :raises Refusal: if an amount is none, below zero, or there is no such currency.
    """
    return Fees(
        annual=_amount(contract, "annual_value"),
        monthly=_amount(contract, "monthly_fee"),
        currency=str(contract.get("currency", "")),
    )


def _amount(contract: Case, key: str) -> Decimal | None:
    """This function will return a checked amount as it is written; None: there is none."""
    if contract.get(key) is None:
        return None
    money(contract, key)
    return Decimal(str(contract[key]))


def day(case: Case, key: str) -> date:
    """This function will return a date."""
    try:
        return date.fromisoformat(text(case, key))
    except ValueError:
        raise Refusal(f"{key} is a date such as 2026-09-30.", code="bad_case") from None


def instant(case: Case, key: str) -> datetime:
    """This function will return an instant in UTC.

    :raises Refusal: if it is missing, none, or has no offset.
    """
    try:
        at = datetime.fromisoformat(text(case, key))
    except ValueError:
        raise Refusal(
            f"{key} is an instant such as 2026-09-30T12:00:00Z.", code="bad_case"
        ) from None
    if at.tzinfo is None:
        raise Refusal(f"{key} needs an offset, such as Z.", code="bad_case")
    if not FIRST_YEAR < at.year < LAST_YEAR:
        raise Refusal(f"{key} lies outside {FIRST_YEAR} to {LAST_YEAR}.", code="bad_case")
    return at.astimezone(UTC)


def instant_or_none(case: Case, key: str) -> datetime | None:
    """This function will return an instant, or None where there is none."""
    return instant(case, key) if case.get(key) is not None else None
