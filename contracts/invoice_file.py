"""Which columns a file of invoices has; how files are read stands in portal.web.table_file."""

from collections.abc import Sequence
from typing import Any

from portal.web.table_file import Row, cell_text, rows_below, unreadable

REQUIRED = ("number", "period from", "period until", "issued", "amount", "currency")
OPTIONAL = ("customer", "contract", "due", "paid")
COLUMNS = ("customer", *REQUIRED, "due", "paid", "contract")  # as people are told of them


def read_rows(content: bytes) -> list[Row]:
    """Return the rows of a file below its headings; empty ones are left out.

    :raises Refusal: if it is too large, of another kind, not UTF-8, broken, or has no such columns.
    """
    nothing = "The file has no invoices: below its headings nothing stands."
    return rows_below(content, _headings, nothing=nothing)


def _headings(cells: Sequence[Any]) -> list[str]:
    names = [" ".join(cell_text(cell).lower().replace("_", " ").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name in REQUIRED if name not in names]
    if not {"customer", "contract"} & set(names):
        missing.insert(0, "customer")
    if missing:
        raise unreadable(
            f"The first line must name the columns; these are missing: {', '.join(missing)}."
        )
    if unknown := [name for name in names if name not in REQUIRED + OPTIONAL]:
        raise unreadable(
            f"These columns are not known: {', '.join(map(_shown, unknown))}. Remove them, so that "
            f"nothing is left out unseen; known ones are {', '.join(COLUMNS)}."
        )
    if len(set(names)) < len(names):
        raise unreadable("A column stands there twice.")
    return names


def _shown(name: str) -> str:
    return f"“{name[:40]}”" if name else "one without a name"
