"""Markdown as plain text, for excerpts."""

import pytest

from portal.kernel.marks import unmarked


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("> **Open** ![the menu](a.png)\n`x_y` [here](https://a)", "Open the menu x_y here"),
        ("## Causes\n- a full queue\n- no paper\n\n* * *", "Causes a full queue no paper"),
        ("Before\n\n---\n\nafter", "Before after"),
        ("| Tray | Size |\n|:---|---:|\n| 2 | A4 |", "Tray Size 2 A4"),
        ("> - quoted\n>> twice", "quoted twice"),
        ("~~gone~~ _soft_ ERR_LOGIN_FAILED #12", "gone soft ERR_LOGIN_FAILED #12"),
        ("1. Open it\n2. well-known - so to speak", "1. Open it 2. well-known - so to speak"),
    ],
)
def test_an_excerpt_has_no_marks_of_its_text(written: str, read: str) -> None:
    assert unmarked(written) == read
