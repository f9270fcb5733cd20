"""Windows past midnight belong to the date on which they start, holidays included."""

from datetime import timedelta

import pytest

from tests.portal.kernel.calendars import ALL_DAY, EVERY_DAY, NIGHT_SHIFT, calendar, hours, local

# 2026-03-03 is a Tuesday. The shift of Monday evening ends on it, its own begins on it.
NIGHTS = calendar("Europe/London", NIGHT_SHIFT)
HOLIDAY = {"2026-03-03": "A holiday"}


def test_friday_night_runs_into_saturday_and_sunday_night_does_not_exist() -> None:
    week = NIGHTS.between(local("2026-03-02 00:00"), local("2026-03-09 00:00"))

    assert week == 5 * hours(8)
    assert NIGHTS.is_open(local("2026-03-07 05:59"))
    assert not NIGHTS.is_open(local("2026-03-09 05:00"))


@pytest.mark.parametrize(
    ("start", "end", "spent"),
    [
        pytest.param("2026-03-02 22:00", "2026-03-03 06:00", hours(8), id="tail-on-the-holiday"),
        pytest.param("2026-03-03 22:00", "2026-03-04 06:00", hours(0), id="its-own-window-whole"),
        pytest.param("2026-03-04 00:00", "2026-03-04 06:00", hours(0), id="its-tail-the-day-after"),
        pytest.param("2026-03-04 22:00", "2026-03-05 06:00", hours(8), id="the-next-one"),
    ],
)
def test_a_holiday_takes_the_whole_window_and_not_the_tail_of_the_evening_before(
    start: str, end: str, spent: timedelta
) -> None:
    nights = calendar("Europe/London", NIGHT_SHIFT, holidays=HOLIDAY)

    assert nights.between(local(start), local(end)) == spent


def test_a_deadline_passes_over_the_night_of_a_holiday() -> None:
    nights = calendar("Europe/London", NIGHT_SHIFT, holidays=HOLIDAY)

    assert nights.after(local("2026-03-03 05:00"), hours(2)) == local("2026-03-04 23:00")
    assert nights.after(local("2026-03-04 23:00"), -hours(2)) == local("2026-03-03 05:00")


def test_a_round_the_clock_week_still_keeps_its_holidays() -> None:
    service = calendar("Europe/London", ALL_DAY, EVERY_DAY, holidays=HOLIDAY)

    assert service.between(local("2026-03-02 00:00"), local("2026-03-05 00:00")) == hours(48)
    assert service.next_opening(local("2026-03-03 12:00")) == local("2026-03-04 00:00")


def test_a_whole_turn_of_the_clock_joins_up() -> None:
    days = calendar("Europe/London", ALL_DAY)

    opened = days.open_periods(local("2026-03-01 00:00"), local("2026-03-09 00:00"))

    assert [period.duration for period in opened] == [timedelta(days=5)]


def test_a_long_shift_and_the_next_morning_overlap_once() -> None:
    long_shift = calendar(
        "UTC", [*NIGHT_SHIFT, *calendar("UTC").windows_on(local("2026-03-02 00:00").date())]
    )

    assert long_shift.between(local("2026-03-02 00:00"), local("2026-03-03 09:00")) == hours(16)
