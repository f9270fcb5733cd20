"""How an incident's number is written and read (LU-11)."""

import pytest

from incidents.domain.numbering import read_number
from portal.kernel.refusal import Refusal


@pytest.mark.parametrize("text", ["LUM-1042", "lum-1042", "1042", "  1042 ", "LUM-0001042"])
def test_a_number_is_read_with_or_without_its_prefix(text: str) -> None:
    assert read_number(text, "LUM") == 1042


@pytest.mark.parametrize(
    "text",
    [
        "PIQ-1042",
        "LUM1042",
        "LUM-",
        "LUM-1042-7",
        "LUM--1042",
        "-1042",
        "1042; DROP TABLE",
        "1234567890",
        "",
        "ten",
        "LUM-10 42",
    ],
)
def test_what_is_no_number_of_this_vendor_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="is no incident number; they look like LUM-1042"):
        read_number(text, "LUM")
