"""Who an @ means in a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.mentions import handle, mentioned

DESK = {1: "Marek Nowak", 2: "Ann", 3: "Ann Marie Lund", 4: "Jo Lindqvist", 5: "Jo Lindqvist"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@Marek Nowak please look", {1}),
        ("please look, @marek nowak.", {1}),
        ("(@marek.nowak)", {1}),
        ("@MAREK   NOWAK", {1}),
        ("@Marek\nNowak", {1}),
        ("@Ann Marie Lund knows", {3}),
        ("@Ann knows", {2}),
        ("@Ann and @Marek Nowak", {1, 2}),
        ("@Jo Lindqvist", {4, 5}),
        ("@Annabel", set()),
        ("@Marek", set()),
        ("mail@ann", set()),
        ("first.last@ann.example", set()),
        ("@ Ann", set()),
        ("Ann, Marek Nowak", set()),
        ("", set()),
    ],
)
def test_an_at_sign_means_whoever_is_named_in_full_behind_it(text: str, meant: set[int]) -> None:
    assert mentioned(text, DESK) == meant


def test_nobody_is_meant_where_nobody_can_be() -> None:
    assert mentioned("@Ann", {}) == set()
    assert mentioned("@", {1: "", 2: "  "}) == set()


@given(st.text(), st.dictionaries(st.integers(), st.text(max_size=20), max_size=5))
def test_any_text_and_any_names_give_an_answer(text: str, names: dict[int, str]) -> None:
    assert mentioned(text, names) <= set(names)


@given(st.from_regex(r"[A-Za-z(+*.]{1,8}( [A-Za-z)?\\]{1,8})?", fullmatch=True))
def test_a_name_and_its_handle_are_found_whatever_signs_it_holds(name: str) -> None:
    assert mentioned(f"see @{name} !", {1: name}) == {1}
    assert mentioned(f"see @{handle(name)} !", {1: name}) == {1}
