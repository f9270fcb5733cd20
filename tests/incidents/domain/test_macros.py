"""Names in braces are put in, plainly: nothing of a text is ever evaluated (security, 1.3.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.macros import NAMES, filled

VALUES = {
    "contact": "Priya Shah",
    "customer": "St Brannock's",
    "number": "LUM-1042",
    "title": "Letters {me}",
    "me": "Marek Nowak",
}


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Dear {contact},", "Dear Priya Shah,"),
        ("{number} of {customer}: {me}", "LUM-1042 of St Brannock's: Marek Nowak"),
        ("{title}", "Letters {me}"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("{{me}}", "{Marek Nowak}"),
        ("{% load static %}", "{% load static %}"),
        ("{me.person.password}", "{me.person.password}"),
        ("{me!r} {me:>99}", "{me!r} {me:>99}"),
        ("{0} {} {unknown} {Me}", "{0} {} {unknown} {Me}"),
        ('{"json": true}', '{"json": true}'),
    ],
)
def test_known_names_are_replaced_and_all_else_stays(text: str, becomes: str) -> None:
    assert filled(text, VALUES) == becomes


def test_every_name_that_is_offered_has_a_value() -> None:
    assert set(NAMES) == set(VALUES)


@given(st.text())
def test_any_text_comes_back_and_without_known_names_unchanged(text: str) -> None:
    assert filled(text, {}) == text
    assert isinstance(filled(text, VALUES), str)
