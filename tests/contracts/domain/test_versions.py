"""Release numbers: read, ordered, refused (LU-07). No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.versions import ReleaseKind, ReleaseNumber, Series, parse_number
from portal.kernel.refusal import Refusal

NUMBERS = st.builds(ReleaseNumber, *[st.integers(min_value=0, max_value=9999) for _ in range(4)])


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("5.1.0", ReleaseNumber(5, 1), ReleaseKind.QUARTERLY),
        ("5.1", ReleaseNumber(5, 1), ReleaseKind.QUARTERLY),
        (" 6.0.0 ", ReleaseNumber(6, 0), ReleaseKind.QUARTERLY),
        ("5.1.1", ReleaseNumber(5, 1, 1), ReleaseKind.MAINTENANCE),
        ("5.1.1.2", ReleaseNumber(5, 1, 1, 2), ReleaseKind.HOT_FIX),
        ("5.1.0.1", ReleaseNumber(5, 1, 0, 1), ReleaseKind.HOT_FIX),
        ("05.1.01", ReleaseNumber(5, 1, 1), ReleaseKind.MAINTENANCE),
    ],
)
def test_lu_07_a_number_says_its_kind(text: str, number: ReleaseNumber, kind: ReleaseKind) -> None:
    assert (parse_number(text), parse_number(text).kind) == (number, kind)


@pytest.mark.parametrize(
    "text",
    ["", "5", "5.", ".5", "5.1.0.0.1", "v5.1", "5.1-rc1", "-5.1", "5. 1", "5,1", "٥.١", "12345.0"],
)
def test_what_is_no_number_is_refused_with_how_one_is_written(text: str) -> None:
    with pytest.raises(Refusal, match=r"is no release number\. Write 5\.3\.0"):
        parse_number(text)


@given(NUMBERS)
def test_a_number_is_read_as_it_is_written(number: ReleaseNumber) -> None:
    assert parse_number(str(number)) == number


@given(st.lists(NUMBERS))
def test_numbers_are_ordered_part_by_part(numbers: list[ReleaseNumber]) -> None:
    by_parts = sorted(numbers, key=lambda n: (n.major, n.minor, n.maintenance, n.hot_fix))

    assert sorted(numbers) == by_parts


def test_the_tenth_maintenance_release_comes_after_the_ninth() -> None:
    assert parse_number("5.1.9") < parse_number("5.1.9.1") < parse_number("5.1.10")


def test_lu_07_every_fourth_quarterly_release_raises_the_first_number() -> None:
    found = [Series(5, 0)]
    while len(found) < 6:
        found.append(found[-1].next(4))

    assert [str(one) for one in found] == ["5.0", "5.1", "5.2", "5.3", "6.0", "6.1"]
