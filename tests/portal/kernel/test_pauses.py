"""Pauses deduct only the overlap with open hours, and overlapping pauses count once."""

from datetime import timedelta

import pytest

from portal.kernel.period import Period, Periods
from portal.kernel.refusal import Refusal
from tests.portal.kernel.calendars import calendar, hours, local

OFFICE = calendar("Europe/London", holidays={"2026-05-04": "Early May bank holiday"})
FRIDAY, TUESDAY = "2026-05-01", "2026-05-05"


def pauses(*spans: tuple[str, str]) -> Periods:
    """This function will read pauses off the wall in London."""
    return Periods(Period(local(start), local(end)) for start, end in spans)


@pytest.mark.parametrize(
    ("pause", "spent"),
    [
        pytest.param([], hours(5), id="none"),
        pytest.param([(f"{FRIDAY} 15:00", f"{FRIDAY} 16:00")], hours(4), id="in-open-hours"),
        pytest.param([(f"{FRIDAY} 17:00", f"{TUESDAY} 09:00")], hours(5), id="closed-hours-only"),
        pytest.param([("2026-05-04 09:00", "2026-05-04 17:00")], hours(5), id="on-the-holiday"),
        pytest.param([(f"{FRIDAY} 16:00", f"{TUESDAY} 10:00")], hours(3), id="over-all-of-it"),
        pytest.param(
            [(f"{FRIDAY} 15:00", f"{FRIDAY} 16:00"), (f"{FRIDAY} 15:30", f"{FRIDAY} 16:30")],
            hours(3, minutes=30),
            id="overlapping-count-once",
        ),
        pytest.param([("2026-04-01 00:00", "2026-06-01 00:00")], hours(0), id="longer-than-all"),
    ],
)
def test_a_pause_deducts_its_open_hours(pause: list[tuple[str, str]], spent: timedelta) -> None:
    start, end = local(f"{FRIDAY} 15:00"), local(f"{TUESDAY} 12:00")

    assert OFFICE.between(start, end, excluding=pauses(*pause)) == spent


@pytest.mark.parametrize(
    ("pause", "due"),
    [
        pytest.param([(f"{FRIDAY} 15:30", f"{FRIDAY} 16:00")], f"{TUESDAY} 09:30", id="pushes-on"),
        pytest.param(
            [(f"{FRIDAY} 17:00", f"{TUESDAY} 09:00")], f"{FRIDAY} 17:00", id="closed-only"
        ),
        pytest.param(
            [(f"{FRIDAY} 14:00", f"{FRIDAY} 16:00")], f"{TUESDAY} 10:00", id="from-before"
        ),
        pytest.param(
            [(f"{FRIDAY} 16:00", f"{TUESDAY} 10:00")], f"{TUESDAY} 11:00", id="over-a-gap"
        ),
        pytest.param([("2026-04-01 09:00", "2026-04-02 09:00")], f"{FRIDAY} 17:00", id="long-past"),
        pytest.param([("2026-06-01 09:00", "2026-06-02 09:00")], f"{FRIDAY} 17:00", id="far-ahead"),
        pytest.param(
            [(f"{FRIDAY} 15:00", f"{FRIDAY} 16:00"), (f"{FRIDAY} 15:30", f"{FRIDAY} 16:30")],
            f"{TUESDAY} 10:30",
            id="overlapping-count-once",
        ),
    ],
)
def test_a_deadline_moves_by_the_open_hours_of_a_pause(
    pause: list[tuple[str, str]], due: str
) -> None:
    found = OFFICE.after(local(f"{FRIDAY} 15:00"), hours(2), excluding=pauses(*pause))

    assert found == local(due)


def test_a_deadline_reached_as_a_pause_begins_is_not_moved() -> None:
    pause = pauses((f"{FRIDAY} 17:00", f"{FRIDAY} 17:30"))
    exact = pauses((f"{FRIDAY} 16:00", f"{FRIDAY} 17:00"))

    assert OFFICE.after(local(f"{FRIDAY} 15:00"), hours(2), excluding=pause) == local(
        f"{FRIDAY} 17:00"
    )
    assert OFFICE.after(local(f"{FRIDAY} 15:00"), hours(1), excluding=exact) == local(
        f"{FRIDAY} 16:00"
    )


def test_going_back_skips_pauses_too() -> None:
    pause = pauses((f"{FRIDAY} 15:00", f"{FRIDAY} 16:00"))

    assert OFFICE.after(local(f"{TUESDAY} 10:00"), -hours(2), excluding=pause) == local(
        f"{FRIDAY} 16:00"
    )
    assert OFFICE.after(local(f"{TUESDAY} 10:00"), -hours(3), excluding=pause) == local(
        f"{FRIDAY} 14:00"
    )
    assert OFFICE.after(local(f"{FRIDAY} 15:30"), -hours(1), excluding=pause) == local(
        f"{FRIDAY} 14:00"
    )


def test_nothing_to_spend_is_spent_at_the_start_even_within_a_pause() -> None:
    pause = pauses((f"{FRIDAY} 15:00", f"{FRIDAY} 16:00"))

    start = local(f"{FRIDAY} 15:30")

    assert OFFICE.after(start, timedelta(0), excluding=pause) == start


def test_a_pause_beyond_the_horizon_does_not_matter_before_it_begins() -> None:
    endless = pauses((f"{FRIDAY} 16:00", "9000-01-01 00:00"))
    far = pauses(("8000-01-01 00:00", "9000-01-01 00:00"))

    assert OFFICE.after(local(f"{FRIDAY} 15:00"), hours(2), excluding=far) == local(
        f"{FRIDAY} 17:00"
    )
    assert OFFICE.after(local(f"{FRIDAY} 15:00"), hours(1), excluding=endless) == local(
        f"{FRIDAY} 16:00"
    )
    with pytest.raises(Refusal, match="from 1900 to 2299"):
        OFFICE.after(local(f"{FRIDAY} 15:00"), hours(2), excluding=endless)
