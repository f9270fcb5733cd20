"""Daily windows as people write them."""

import pytest

from portal.kernel.refusal import Refusal
from portal.kernel.window import Window, covered_seconds


@pytest.mark.parametrize(
    ("opens", "closes", "end"),
    [
        pytest.param("09:00", "17:30", 17.5, id="a-day"),
        pytest.param("00:00", "24:00", 24, id="the-whole-date"),
        pytest.param("00:00", "00:00", 24, id="midnight-to-midnight"),
        pytest.param("22:00", "06:00", 30, id="past-midnight"),
        pytest.param("09:00", "09:00", 33, id="a-whole-turn-of-the-clock"),
        pytest.param("09:00:30", "09:30:30", 9.5 + 30 / 3600, id="seconds"),
    ],
)
def test_a_window_ends_where_its_clock_says(opens: str, closes: str, end: float) -> None:
    assert Window.parse(opens, closes).end == round(end * 3600)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("24:00", "06:00"),
        ("25:00", "26:00"),
        ("09:00", "24:01"),
        ("09:60", "17:00"),
        ("9:00", "17:00"),
        ("09:00", "17:00 "),
        ("09:00", "noon"),
        ("09:00:61", "10:00"),
        ("", ""),
        ("\u0660\u0669:00", "17:00"),
    ],
)
def test_what_no_clock_shows_is_refused(opens: str, closes: str) -> None:
    with pytest.raises(Refusal) as refused:
        Window.parse(opens, closes)

    assert refused.value.code == "bad_window"


@pytest.mark.parametrize(("opens", "closes"), [(-1, 10), (86_400, 10), (0, 86_401)])
def test_seconds_off_the_clock_are_refused(opens: int, closes: int) -> None:
    with pytest.raises(Refusal, match="from 00:00 to 23:59:59"):
        Window(opens, closes)


def test_a_window_prints_as_it_is_read() -> None:
    assert str(Window.parse("09:00", "24:00")) == "09:00-24:00"
    assert str(Window.parse("09:00:05", "17:30")) == "09:00:05-17:30"


def test_overlapping_windows_cover_their_union() -> None:
    windows = [
        Window.parse("13:00", "17:00"),
        Window.parse("09:00", "14:00"),
        Window.parse("10:00", "11:00"),
    ]

    assert covered_seconds(windows) == 8 * 3600
    assert covered_seconds([]) == 0
