"""Reading a file of invoices: dialects, dates, workbooks, and what cannot be read."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from contracts.invoice_cells import Read, read
from contracts.invoice_file import read_rows
from portal.kernel.refusal import Refusal
from portal.web.table_file import MOST_BYTES, MOST_ROWS, Fault, Row

HEAD = "customer,number,period from,period until,issued,amount,currency,due,paid"
LINE = "St Brannock's,INV-1,2026-01-01,2026-01-31,2026-01-31,1200.00,GBP,2026-02-28,"


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def one(content: bytes, dates: str = "iso") -> Read | list[Fault]:
    (row,) = read_rows(content)
    return read(row, dates)


def workbook(*rows: list[Any], head: str = HEAD) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, as_date = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    for number, cells in enumerate([head.split(","), *rows]):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, as_date)
            else:
                sheet.write(number, column, cell)
    book.close()
    return file.getvalue()


def expect(found: Read | list[Fault]) -> Read:
    assert isinstance(found, Read), found
    return found


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(csv(LINE), id="comma"),
        pytest.param(csv(LINE.replace(",", ";"), head=HEAD.replace(",", ";")), id="semicolon"),
        pytest.param(csv(LINE.replace(",", "\t"), head=HEAD.replace(",", "\t")), id="tab"),
        pytest.param(b"\xef\xbb\xbf" + csv(LINE), id="byte-order-mark"),
        pytest.param(csv(LINE).replace(b"\n", b"\r\n"), id="windows-lines"),
        pytest.param(csv("", LINE, ",,,,,,,,", ""), id="empty-lines"),
        pytest.param(csv(LINE, head=HEAD.title().replace(" ", "_")), id="headings-as-names"),
    ],
)
def test_every_dialect_says_the_same(content: bytes) -> None:
    found = expect(one(content))

    assert found.customer == "St Brannock's"
    assert found.stated.number == "INV-1"
    assert found.stated.period_until == date(2026, 1, 31)
    assert found.stated.amount == Decimal("1200.00")
    assert (found.stated.currency, found.paid_on) == ("GBP", None)


def test_quoted_cells_hold_delimiters_and_lines_and_the_line_is_still_right() -> None:
    rows = read_rows(csv('"Two\nlines, one name",INV-1,,,,,,,', LINE))

    assert [row.line for row in rows] == [2, 4]
    assert rows[0].cells["customer"] == "Two\nlines, one name"


def test_a_workbook_says_the_same_with_its_own_dates_and_numbers() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    cells = ["Elmfield", 20260101, first, last, last, 1200.1, "gbp", "", last]

    found = expect(one(workbook(cells)))

    assert (found.stated.number, found.stated.amount) == ("20260101", Decimal("1200.10"))
    assert (found.stated.period_from, found.paid_on) == (first, last)
    assert (found.stated.currency, found.stated.due_on) == ("GBP", None)


def test_a_workbooks_binary_fraction_is_the_amount_that_it_shows() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    cells = ["Elmfield", "INV-1", first, last, last, 0.1 + 0.2, "GBP", "", ""]

    assert expect(one(workbook(cells))).stated.amount == Decimal("0.30")


@pytest.mark.parametrize(
    ("written", "dates", "day"),
    [
        ("2026-02-03", "iso", date(2026, 2, 3)),
        ("03/02/2026", "day_first", date(2026, 2, 3)),
        ("3/2/2026", "day_first", date(2026, 2, 3)),
    ],
)
def test_dates_are_read_as_was_chosen(written: str, dates: str, day: date) -> None:
    months = LINE if dates == "iso" else LINE.replace("2026-01-01", "01/01/2026")
    months = months if dates == "iso" else months.replace("2026-01-31", "31/01/2026")
    line = months.replace("2026-02-28", written)

    assert expect(one(csv(line), dates)).stated.due_on == day


@pytest.mark.parametrize(
    ("written", "dates", "why"),
    [
        ("03/02/2026", "iso", "Dates of this file were said to look like 2026-07-31."),
        ("2026-02-03", "day_first", "Dates of this file were said to look like 31/07/2026."),
        ("2026-02-30", "iso", "There is no such day."),
        ("02/30/2026", "day_first", "There is no such day."),
        ("tomorrow", "iso", "Dates of this file were said to look like 2026-07-31."),
    ],
)
def test_no_date_is_guessed(written: str, dates: str, why: str) -> None:
    line = LINE if dates == "iso" else LINE.replace("2026-01-", "").replace("-", "/")
    faults = one(csv(line.replace("2026-02-28", written).replace("2026/02/28", written)), dates)

    assert isinstance(faults, list)
    assert why in [fault.why for fault in faults if fault.column == "due"]


@pytest.mark.parametrize(
    "amount", ["1,234.50", "1.234,50", "12 00", "-5", "=1+1", "€5", "1e3", "NaN", "٣"]
)
def test_an_amount_is_digits_and_a_point(amount: str) -> None:
    faults = one(csv(LINE.replace("1200.00", f'"{amount}"')))

    assert isinstance(faults, list)
    (fault,) = faults
    assert (fault.line, fault.column, fault.value) == (2, "amount", amount)
    assert fault.why.startswith("An amount is written 1234.50")


def test_every_fault_of_a_row_is_told() -> None:
    faults = one(csv("St Brannock's,,,,x,y,GBP,,"))

    assert isinstance(faults, list)
    assert {fault.column for fault in faults} == {
        "number",
        "period from",
        "period until",
        "issued",
        "amount",
    }


def test_a_row_without_customer_and_contract_says_so() -> None:
    faults = one(csv(LINE.replace("St Brannock's", "")))

    assert isinstance(faults, list)
    assert faults[0].why == "Say whose invoice it is."


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(100 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "these are missing: customer, number", id="empty"),
        pytest.param(csv(), "has no invoices", id="headings-only"),
        pytest.param(csv(LINE, head="a,b"), "these are missing", id="other-headings"),
        pytest.param(csv(LINE + ",5", head=HEAD + ",discount"), "“discount”", id="unknown-column"),
        pytest.param(csv(LINE + ",x", head=HEAD + ",paid"), "stands there twice", id="twice"),
        pytest.param(csv(LINE + ",x"), "Line 2 has more cells", id="more-cells"),
        pytest.param(csv('St "B,INV-1', '"open'), "line 3 is broken", id="open-quote"),
        pytest.param(
            csv(LINE).replace(b"Brannock's", b"Br\xe4nnock"), "not UTF-8: line 2", id="latin-1"
        ),
        pytest.param(csv(LINE).decode().encode("utf-16"), "not UTF-8", id="utf-16"),
        pytest.param(csv(LINE.replace("INV", "I\x00V")), "zero bytes", id="zero-byte"),
        pytest.param(b"x" * (MOST_BYTES + 1), "larger than 5 MB", id="too-large"),
        pytest.param(csv(*["a,b"] * (MOST_ROWS + 1)), "more than 20,000 rows", id="too-many"),
        pytest.param(b"PK\x03\x04 no zip", "cannot be read", id="broken-workbook"),
        pytest.param(
            b"\xd0\xcf\x11\xe0" + b"x" * 99, "old or a locked workbook", id="old-workbook"
        ),
        pytest.param(zip_bomb(), "unpacks to more than can be read", id="zip-bomb"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why) as refused:
        read_rows(content)

    assert refused.value.code == "file"


def test_a_formula_in_a_text_file_is_a_text_that_no_column_takes() -> None:
    row = Row(2, {"number": "=HYPERLINK(1)", "issued": "=TODAY()", "amount": "=1+1"})

    faults = read(row, "iso")

    assert isinstance(faults, list)
    assert {"issued", "amount"} <= {fault.column for fault in faults}
