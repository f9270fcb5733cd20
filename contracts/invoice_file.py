"""Reading a file of invoices: CSV in any of three dialects, or the first sheet of a workbook.

Nothing in it is ever evaluated: of a formula a workbook keeps the result, and in a CSV file one is
a text that no column accepts. Whatever cannot be read is refused with a sentence.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from portal.kernel.refusal import Refusal

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024  # a small workbook can unpack to fill a computer
MOST_ROWS = 20_000
CHUNK = 1024 * 1024
LONGEST_CELL = 500  # characters; none of the columns holds more
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = (",", ";", "\t")

REQUIRED = ("number", "period from", "period until", "issued", "amount", "currency")
OPTIONAL = ("customer", "contract", "due", "paid")
COLUMNS = ("customer", *REQUIRED, "due", "paid", "contract")  # as people are told of them


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, its cells by the names of their columns."""

    line: int
    cells: dict[str, Any]


def read_rows(content: bytes) -> list[Row]:
    """Return the rows of a file below its headings; empty ones are left out.

    :raises Refusal: if it is too large, of another kind, not UTF-8, broken, or has no such columns.
    """
    if len(content) > MOST_BYTES:
        raise _unreadable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB; split it.")
    if content.startswith(OLD_WORKBOOK):
        raise _unreadable("That is an old or a locked workbook; save it as .xlsx or as CSV UTF-8.")
    lines = _workbook(content) if content.startswith(WORKBOOK) else _csv(content)
    return _named(lines)


def _named(lines: Iterator[tuple[int, Sequence[Any]]]) -> list[Row]:
    filled = ((line, cells) for line, cells in lines if any(_text(cell) for cell in cells))
    _, first = next(filled, (0, ()))
    names = _headings(first)
    rows: list[Row] = []
    for line, cells in filled:
        if len(rows) == MOST_ROWS:
            raise _unreadable(f"The file has more than {MOST_ROWS:,} rows; split it.")
        if any(_text(cell) for cell in cells[len(names) :]):
            raise _unreadable(f"Line {line} has more cells than there are headings.")
        rows.append(Row(line, dict(zip(names, cells, strict=False))))
    if not rows:
        raise _unreadable("The file has no invoices: below its headings nothing stands.")
    return rows


def _headings(cells: Sequence[Any]) -> list[str]:
    names = [" ".join(_text(cell).lower().replace("_", " ").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in REQUIRED if name not in names]
    if not {"customer", "contract"} & set(names):
        missing.insert(0, "customer")
    if missing:
        raise _unreadable(
            f"The first line must name the columns; these are missing: {', '.join(missing)}."
        )
    if unknown := [name for name in names if name not in REQUIRED + OPTIONAL]:
        raise _unreadable(
            f"These columns are not known: {', '.join(map(_shown, unknown))}. Remove them, so that "
            f"nothing is left out unseen; known ones are {', '.join(COLUMNS)}."
        )
    if len(set(names)) < len(names):
        raise _unreadable("A column stands there twice.")
    return names


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    text = _decoded(content)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(
            f"The row that begins in line {line} is broken ({error}): is a quotation mark missing?"
        ) from None


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            f"The file is not UTF-8: line {line} holds a byte that means another letter in every "
            "older encoding, such as Latin-1. Save it as “CSV UTF-8”."
        ) from None
    if "\x00" in text:
        raise _unreadable("The file is no text: it holds zero bytes. Save it as “CSV UTF-8”.")
    return text


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    try:
        _check_unpacked(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells: Iterable[Sequence[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, IndexError, ValueError):
        raise _unreadable("The workbook cannot be read; save it anew as .xlsx or as CSV.") from None
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
                        raise _unreadable("The workbook unpacks to more than can be read.")


def _text(cell: object) -> str:
    return str(cell).strip()[:LONGEST_CELL] if cell is not None else ""


def _shown(name: str) -> str:
    return f"“{name[:40]}”" if name else "one without a name"


def _unreadable(sentence: str) -> Refusal:
    return Refusal(sentence, code="file")
