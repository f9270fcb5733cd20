"""Documents hold what was written, whatever it was, and are the same wherever they are made."""

import re
from datetime import UTC, datetime
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.documents.typst import BLANK, DRAW_NOTHING, SETTABLE, as_pdf, settable

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
EMPTY = {
    "title": "Critical incident report LUM-1",
    "subject": "Letters",
    "above": "Lumeon support",
    "below": "Issue 1",
    "vendor": "Lumeon",
    "colour": "#0f5c5c",
    "notice": "",
    "zone": "Europe/London",
    "details": [["Customer", "Northgate"]],
    "corrects": "",
    "sections": [],
    "clocks": [],
    "timeline": [["2 Mar 2026 10:00 GMT", "Nora reported it"]],
    "about": [["Written by", "Marek"]],
}


def pages(pdf: bytes) -> int:
    return int(re.findall(rb"/Type\s*/Pages.*?/Count (\d+)", pdf, re.DOTALL)[0])


def test_every_letter_that_is_let_through_can_be_set() -> None:
    letters = [
        chr(code)
        for first, beyond in SETTABLE
        for code in range(first, beyond)
        if category(chr(code)) not in DRAW_NOTHING
    ]

    made = as_pdf("critical.typ", EMPTY | {"subject": " ".join(letters)}, at=AT)

    assert made.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("Name 漢字", f"Name {BLANK}{BLANK}"),
        ("done \U0001f600", f"done {BLANK}"),
        ("a\x00b\u202ec", "abc"),
        ("e\u0301", "é"),
        ("tab\there\u2028line", "tab here\nline"),
    ],
)
def test_what_no_font_has_is_shown_as_a_box_and_never_stops_a_document(
    typed: str, set_as: str
) -> None:
    assert settable({"words": [typed]}) == {"words": [set_as]}


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_whatever_is_typed_a_document_is_made(typed: str) -> None:
    section = {"heading": "Cause", "text": typed}

    assert as_pdf("critical.typ", EMPTY | {"sections": [section], "subject": typed}, at=AT)


def test_what_is_typed_is_never_read_as_markup() -> None:
    evil = '#panic("no") #read("/etc/passwd") $x$ *b* @ref <label> \\ ` // /* = Heading'

    assert as_pdf("critical.typ", EMPTY | {"corrects": evil, "subject": evil}, at=AT)


def test_a_long_timeline_goes_over_pages_and_the_same_data_gives_the_same_bytes() -> None:
    rows = [[f"2 Mar 2026 10:{minute % 60:02} GMT", "Marek replied"] for minute in range(200)]
    data = EMPTY | {"timeline": rows}

    first = as_pdf("critical.typ", data, at=AT)

    assert pages(first) > 4
    assert first == as_pdf("critical.typ", data, at=AT)
    assert pages(as_pdf("critical.typ", EMPTY, at=AT)) == 1
