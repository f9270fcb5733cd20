"""Hours are real elapsed hours, and windows end where the rules put their edges (CO-12)."""

from datetime import timedelta

import pytest

from portal.kernel.business_time import BusinessCalendar, Window
from tests.portal.kernel.calendars import ALL_DAY, EVERY_DAY, calendar, hours, local, utc


def every_day(zone: str, opens: str, closes: str) -> BusinessCalendar:
    """This function will return a calendar with one window a day."""
    return calendar(zone, [Window.parse(opens, closes)], EVERY_DAY)


@pytest.mark.parametrize(
    ("opens", "closes", "open_time"),
    [
        pytest.param("00:00", "24:00", hours(23), id="day-of-23-hours"),
        pytest.param("00:30", "03:00", hours(1, minutes=30), id="over-the-gap"),
        pytest.param("01:15", "03:00", hours(1), id="opens-in-the-gap"),
        pytest.param("00:00", "01:30", hours(1), id="closes-in-the-gap"),
        pytest.param("01:00", "02:00", hours(0), id="is-the-gap"),
        pytest.param("01:10", "01:50", hours(0), id="inside-the-gap"),
        pytest.param("01:30", "02:30", hours(0, minutes=30), id="half-in-the-gap"),
    ],
)
def test_spring_forward_in_london(opens: str, closes: str, open_time: timedelta) -> None:
    service = every_day("Europe/London", opens, closes)

    assert service.between(local("2025-03-30 00:00"), local("2025-03-31 00:00")) == open_time


@pytest.mark.parametrize(
    ("opens", "closes", "open_time"),
    [
        pytest.param("00:00", "24:00", hours(25), id="day-of-25-hours"),
        pytest.param("00:30", "03:00", hours(3, minutes=30), id="over-both-hours"),
        pytest.param("01:30", "03:00", hours(2, minutes=30), id="opens-at-the-first-showing"),
        pytest.param("00:00", "01:30", hours(2, minutes=30), id="closes-at-the-second-showing"),
        pytest.param("01:00", "02:00", hours(2), id="is-the-hour-that-comes-twice"),
        pytest.param("01:15", "01:45", hours(1, minutes=30), id="inside-it"),
        pytest.param("00:00", "01:00", hours(2), id="closes-as-it-begins"),
        pytest.param("02:00", "03:00", hours(1), id="opens-as-it-ends"),
    ],
)
def test_fall_back_in_london(opens: str, closes: str, open_time: timedelta) -> None:
    service = every_day("Europe/London", opens, closes)

    assert service.between(local("2025-10-26 00:00"), local("2025-10-27 00:00")) == open_time


def test_a_deadline_counts_real_hours_through_the_change() -> None:
    service = calendar("Europe/Berlin", ALL_DAY, [6])

    due = service.after(local("2023-03-26 01:00", "Europe/Berlin"), hours(3))

    assert due == local("2023-03-26 05:00", "Europe/Berlin")
    assert service.after(due, -hours(3)) == local("2023-03-26 01:00", "Europe/Berlin")


def test_a_question_about_the_repeated_hour_means_the_showing_it_names() -> None:
    service = calendar("Europe/London", ALL_DAY, [6])
    first = local("2025-10-26 01:30")
    second = local("2025-10-26 01:30", fold=1)

    assert service.between(first, second) == hours(1)
    assert service.between(local("2025-10-26 00:00"), second) == hours(2, minutes=30)


def test_a_night_shift_over_the_change_lasts_what_it_lasts() -> None:
    nights = every_day("America/New_York", "22:00", "06:00")
    zone = "America/New_York"

    spring = nights.between(local("2025-03-08 22:00", zone), local("2025-03-09 06:00", zone))
    autumn = nights.between(local("2025-11-01 22:00", zone), local("2025-11-02 06:00", zone))

    assert (spring, autumn) == (hours(7), hours(9))


def test_a_day_without_midnight_opens_at_its_first_instant() -> None:
    service = calendar("America/Sao_Paulo", ALL_DAY, [6])

    assert service.next_opening(utc("2018-11-03 12:00")) == utc("2018-11-04 03:00")
    assert service.between(utc("2018-11-04 00:00"), utc("2018-11-05 12:00")) == hours(23)


def test_a_midnight_that_comes_twice_counts_no_second_twice() -> None:
    service = BusinessCalendar(
        "America/Havana",
        dict.fromkeys(EVERY_DAY, ALL_DAY),
        holidays={local("2020-01-01").date(): ""},
    )

    week = service.between(utc("2025-10-30 00:00"), utc("2025-11-06 00:00"))

    assert week == timedelta(days=7)


def test_half_an_hour_of_change_is_half_an_hour() -> None:
    service = calendar("Australia/Lord_Howe", ALL_DAY, [6])
    zone = "Australia/Lord_Howe"

    assert service.between(local("2025-10-05 00:00", zone), local("2025-10-06 00:00", zone)) == (
        hours(23, minutes=30)
    )
    assert service.between(local("2025-04-06 00:00", zone), local("2025-04-07 00:00", zone)) == (
        hours(24, minutes=30)
    )


def test_a_date_that_was_skipped_has_no_hours() -> None:
    apia = calendar("Pacific/Apia")  # Friday 30 December 2011 was left out
    thursday, monday = utc("2011-12-29 19:00"), utc("2012-01-01 19:00")

    assert apia.between(thursday, monday) == hours(8)
    assert apia.after(thursday, hours(9)) == utc("2012-01-01 20:00")


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        pytest.param("Pacific/Kiritimati", "2025-12-24 10:00", id="utc-plus-14"),
        pytest.param("Pacific/Pago_Pago", "2025-12-25 11:00", id="utc-minus-11"),
        pytest.param("Asia/Kolkata", "2025-12-24 18:30", id="half-hour-zone"),
    ],
)
def test_a_holiday_is_the_local_date(zone: str, begins: str) -> None:
    service = calendar(zone, ALL_DAY, EVERY_DAY, holidays={"2025-12-25": "Christmas Day"})
    start = utc(begins)

    assert not service.is_open(start)
    assert service.is_open(start - timedelta(microseconds=1))
    assert service.next_opening(start) == start + hours(24)
    assert service.between(start - hours(24), start + hours(48)) == hours(48)
