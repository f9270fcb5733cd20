"""Edges on the days when clocks jump. The wall shows local time, the answers are UTC."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.wall_time import closing_instant, first_instant, opening_instant


def wall(text: str) -> datetime:
    """This function will read what a clock on the wall shows."""
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    """This function will read an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "edge", "instant"),
    [
        pytest.param("Europe/London", "2025-07-01 09:00", "2025-07-01 08:00", id="summer"),
        pytest.param("Europe/London", "2025-03-30 01:30", "2025-03-30 01:00", id="in-the-gap"),
        pytest.param("Europe/London", "2025-03-30 01:00", "2025-03-30 01:00", id="gap-begins"),
        pytest.param("Europe/London", "2025-03-30 02:00", "2025-03-30 01:00", id="gap-is-over"),
        pytest.param("America/Sao_Paulo", "2018-11-04 00:00", "2018-11-04 03:00", id="no-midnight"),
        pytest.param("Australia/Lord_Howe", "2025-10-05 02:15", "2025-10-04 15:30", id="half-hour"),
        pytest.param("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00", id="no-such-date"),
        pytest.param("Antarctica/Troll", "2025-03-30 02:30", "2025-03-30 01:00", id="two-hours"),
    ],
)
def test_an_edge_in_a_gap_is_the_first_instant_after_it(zone: str, edge: str, instant: str) -> None:
    assert opening_instant(wall(edge), ZoneInfo(zone)) == utc(instant)
    assert closing_instant(wall(edge), ZoneInfo(zone)) == utc(instant)


@pytest.mark.parametrize(
    ("zone", "edge", "opening", "closing"),
    [
        pytest.param(
            "Europe/London", "2025-10-26 01:30", "2025-10-26 00:30", "2025-10-26 01:30", id="hour"
        ),
        pytest.param(
            "Europe/London", "2025-10-26 01:00", "2025-10-26 00:00", "2025-10-26 01:00", id="begins"
        ),
        pytest.param(
            "Europe/London", "2025-10-26 02:00", "2025-10-26 02:00", "2025-10-26 02:00", id="over"
        ),
        pytest.param(
            "America/Havana", "2025-11-02 00:00", "2025-11-02 04:00", "2025-11-02 05:00", id="twice"
        ),
        pytest.param(
            "Australia/Lord_Howe",
            "2025-04-06 01:45",
            "2025-04-05 14:45",
            "2025-04-05 15:15",
            id="half-hour",
        ),
    ],
)
def test_an_opening_takes_the_first_showing_and_a_closing_the_second(
    zone: str, edge: str, opening: str, closing: str
) -> None:
    assert opening_instant(wall(edge), ZoneInfo(zone)) == utc(opening)
    assert closing_instant(wall(edge), ZoneInfo(zone)) == utc(closing)


def test_a_day_whose_midnight_is_skipped_begins_after_the_gap() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # on 24 April 2026 midnight is one o'clock at once

    assert first_instant(date(2026, 4, 24), cairo) == utc("2026-04-23T22:00")
    assert first_instant(date(2026, 4, 25), cairo) == utc("2026-04-24T21:00")
