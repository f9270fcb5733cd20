"""Making a PDF of a template and data: tagged, with its fonts in it (PDF/UA-1).

Text reaches a template as data and is never read as markup. Fonts are those of the package, not
the machine's, so that a document looks the same wherever it is made.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent

# What the package's fonts can set; another letter would make the whole document fail.
SETTABLE = (
    (0x20, 0x7F),
    (0xA0, 0x2B0),
    (0x300, 0x500),
    (0x1E00, 0x1F00),
    (0x2010, 0x2028),
    (0x2030, 0x2041),
    (0x20A0, 0x20C0),
    (0x2190, 0x2300),
    (0x2500, 0x2600),
)
BLANK = "\u25a1"  # stands for a letter that cannot be set
# Control, format, surrogate, private and unassigned code points draw nothing.
DRAW_NOTHING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def as_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a template filled with data; the same data and instant give the same bytes.

    :param at: when the document is of, for its properties.
    """
    made: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps(settable(data))},
        timestamp=int(at.timestamp()),
    )
    return made


def settable(value: Any) -> Any:
    """Return data in which every letter can be set; what cannot be is shown as a box."""
    if isinstance(value, str):
        return "".join(_letter(one) for one in unicodedata.normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: settable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [settable(inner) for inner in value]
    return value


def _letter(one: str) -> str:
    if one in "\n\t\u2028\u2029":
        return "\n" if one != "\t" else " "
    if unicodedata.category(one) in DRAW_NOTHING:
        return ""
    code = ord(one)
    if any(first <= code < beyond for first, beyond in SETTABLE):
        return one
    return " " if one.isspace() else BLANK
