"""Reading a file of rows: CSV in any of three dialects, or the first sheet of a workbook.

Nothing in it is ever evaluated: of a formula a workbook keeps the result, and in a CSV file one is
a text that no column accepts. Whatever cannot be read is refused with a sentence.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from portal.kernel.refusal import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024  # a small workbook can unpack to fill a computer
MOST_ROWS = 20_000
CHUNK = 1024 * 1024
LONGEST_CELL = 500  # characters that are looked at of a cell
SHOWN = 60  # characters of a cell in the list of faults
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, its cells by the names of their columns."""

    line: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell: where it is, what stands there, and why it cannot be taken."""

    line: int
    column: str
    value: str
    why: str

    def kept(self) -> dict[str, str | int]:
        """Return it as it is stored."""
        return {"line": self.line, "column": self.column, "value": self.value, "why": self.why}


def fault(row: Row, column: str, why: str) -> Fault:
    """Return a fault with what stands in the cell."""
    return Fault(row.line, column, str(row.cells.get(column) or "")[:SHOWN], why)


def rows_below(
    content: bytes, headings: Callable[[Sequence[Any]], list[str]], *, nothing: str
) -> list[Row]:
    """Return the rows of a file below its headings; empty ones are left out.

    :param headings: returns the names of the columns, or refuses them.
    :param nothing: what is said of a file without rows.
    :raises Refusal: if it is too large, of another kind, not UTF-8 or broken.
    """
    check_size(content)
    if content.startswith(OLD_WORKBOOK):
        raise unreadable("That is an old or a locked workbook; save it as .xlsx or as CSV UTF-8.")
    lines = _workbook(content) if content.startswith(WORKBOOK) else _csv(content)
    filled = ((line, cells) for line, cells in lines if any(cell_text(cell) for cell in cells))
    _, first = next(filled, (0, ()))
    names = headings(first)
    rows: list[Row] = []
    for line, cells in filled:
        if any(cell_text(cell) for cell in cells[len(names) :]):
            raise unreadable(f"Line {line} has more cells than there are headings.")
        rows.append(Row(line, dict(zip(names, cells, strict=False))))
        check_count(rows)
    if not rows:
        raise unreadable(nothing)
    return rows


def check_size(content: bytes) -> None:
    """Refuse a file that is larger than is read."""
    if len(content) > MOST_BYTES:
        raise unreadable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB; split it.")


def check_count(rows: Sequence[object]) -> None:
    """Refuse more rows than are read."""
    if len(rows) > MOST_ROWS:
        raise unreadable(f"The file has more than {MOST_ROWS:,} rows; split it.")


def decoded(content: bytes) -> str:
    """Return the text of a file, which is UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise unreadable(
            f"The file is not UTF-8: line {line} holds a byte that means another letter in every "
            "older encoding, such as Latin-1. Save it as “CSV UTF-8”."
        ) from None
    if "\x00" in text:
        raise unreadable("The file is no text: it holds zero bytes. Save it as “CSV UTF-8”.")
    return text


def cell_text(cell: object) -> str:
    """Return what stands in a cell, without the blanks around it."""
    return str(cell).strip()[:LONGEST_CELL] if cell is not None else ""


def unreadable(sentence: str) -> Refusal:
    """Return the refusal of a whole file."""
    return Refusal(sentence, code="file")


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    text = decoded(content)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise unreadable(
            f"The row that begins in line {line} is broken ({error}): is a quotation mark missing?"
        ) from None


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        _check_unpacked(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells: Iterable[Sequence[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, IndexError, ValueError):
        raise unreadable("The workbook cannot be read; save it anew as .xlsx or as CSV.") from None
    yield from enumerate(cells, 1)


def _check_unpacked(content: bytes) -> None:
    """Unpack it piece by piece, without keeping anything, and refuse what grows too large."""
    size = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            with packed.open(name) as member:
                while piece := member.read(CHUNK):
                    size += len(piece)
                    if size > MOST_UNPACKED:
                        raise unreadable("The workbook unpacks to more than can be read.")
