"""Figures and people as CSV that spreadsheets open safely and read as UTF-8."""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"  # by which a spreadsheet knows that the text is UTF-8
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")

type Cell = str | int


def safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula, whatever somebody is called."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_FORMULA) else cell


def written(rows: Iterable[Iterable[Cell]]) -> str:
    """Write rows as the text of a file."""
    text = io.StringIO()
    csv.writer(text).writerows(map(safe, row) for row in rows)
    return MARK + text.getvalue()
