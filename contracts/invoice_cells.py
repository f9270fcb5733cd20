"""From the cells of a row to what an invoice says; each cell that cannot be read says why."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from contracts.models import InvoiceImport
from contracts.services.invoices import Stated
from portal.kernel.refusal import Refusal
from portal.web.table_file import LONGEST_CELL, Fault, Row, fault

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY_FIRST = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3})?")

# What a rule of the service is about, as the file's columns call it.
COLUMN_OF = {
    "number": "number",
    "period_from": "period from",
    "period_until": "period until",
    "issued_on": "issued",
    "due_on": "due",
    "amount": "amount",
    "currency": "currency",
    "on": "paid",
    "state": "paid",
    "contract": "contract",
    "customer": "customer",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A row that could be read."""

    line: int
    customer: str
    contract: int | None
    stated: Stated
    paid_on: date | None


def read(row: Row, dates: str) -> Read | list[Fault]:
    """Return what a row says, or everything in it that cannot be read."""
    reader = _Reader(row, dates)
    found = Read(
        line=row.line,
        customer=reader.text("customer"),
        contract=reader.take("contract", _whole, needed=False),
        stated=Stated(
            number=reader.take("number", _number) or "",
            period_from=reader.day("period from"),
            period_until=reader.day("period until"),
            issued_on=reader.day("issued"),
            due_on=reader.day("due", needed=False),
            amount=reader.take("amount", _amount) or Decimal(),
            currency=reader.text("currency").upper(),
        ),
        paid_on=reader.day("paid", needed=False),
    )
    if not found.customer and found.contract is None and not reader.faults:
        reader.faults.append(fault(row, "customer", "Say whose invoice it is."))
    return reader.faults or found


class _Reader:
    """Takes the cells of one row and collects what is wrong with them."""

    def __init__(self, row: Row, dates: str) -> None:
        self.row, self.dates = row, dates
        self.faults: list[Fault] = []

    def text(self, column: str) -> str:
        """Return a cell's text, or nothing."""
        cell = self.row.cells.get(column)
        return "" if cell is None else " ".join(str(cell)[:LONGEST_CELL].split())

    def take(self, column: str, how: Callable[[Any], Any], *, needed: bool = True) -> Any:
        """Return what a cell says, or None with its fault noted."""
        if not self.text(column):
            if needed:
                self.faults.append(fault(self.row, column, "Nothing stands here."))
            return None
        try:
            return how(self.row.cells[column])
        except Refusal as refusal:
            self.faults.append(fault(self.row, column, str(refusal)))
            return None

    def day(self, column: str, *, needed: bool = True) -> Any:
        """Return a date, in the form that was chosen for the file."""
        return self.take(column, lambda cell: _day(cell, self.dates), needed=needed)


def _day(cell: object, dates: str) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text, is_iso = str(cell).strip(), dates == InvoiceImport.Dates.ISO
    try:
        if is_iso and ISO.fullmatch(text):
            return date.fromisoformat(text)
        if not is_iso and (parts := DAY_FIRST.fullmatch(text)):
            day, month, year = map(int, parts.groups())
            return date(year, month, day)
    except ValueError:
        raise Refusal("There is no such day.") from None
    example = "2026-07-31" if is_iso else "31/07/2026"
    raise Refusal(f"Dates of this file were said to look like {example}.")


def _amount(cell: object) -> Decimal:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        # A workbook keeps binary fractions: what it shows as 0.30 may be 0.30000000000000004.
        return Decimal(f"{cell:.6f}").normalize() + Decimal("0.00")
    text = str(cell).strip()
    if not AMOUNT.fullmatch(text):
        raise Refusal("An amount is written 1234.50: digits, and a point before the cents.")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Refusal("That is no amount.") from None


def _number(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a workbook keeps every number as a fraction
    return " ".join(str(cell).split())


def _whole(cell: object) -> int:
    text = _number(cell)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Refusal("A contract is given by its number, as its page shows it.")
    return int(text)
