"""An explanation parts the time into open and closed and says why it is closed (CO-06)."""

from datetime import date, timedelta

import pytest

from portal.kernel.business_time import BusinessCalendar, Stretch, Window
from portal.kernel.period import Period
from tests.portal.kernel.calendars import (
    ALL_DAY,
    EVERY_DAY,
    NIGHT_SHIFT,
    NINE_TO_FIVE,
    calendar,
    hours,
    local,
    utc,
)

OFFICE = calendar(
    "Europe/London",
    holidays={
        "2026-04-03": "Good Friday",
        "2026-04-06": "Easter Monday",
        "2026-05-04": "Early May bank holiday",
        "2026-08-15": "Assumption Day",
        "2026-12-01": "",
    },
)


def reasons(service: BusinessCalendar, start: str, end: str) -> list[str]:
    """This function will list the reasons of the stretches between two times in London."""
    return [stretch.reason for stretch in service.stretches(local(start), local(end))]


def test_stretches_part_the_time_exactly() -> None:
    parts = list(OFFICE.stretches(local("2026-05-01 15:30"), local("2026-05-05 11:15")))

    assert parts == [
        Stretch(Period(local("2026-05-01 15:30"), local("2026-05-01 17:00")), True, "open"),
        Stretch(
            Period(local("2026-05-01 17:00"), local("2026-05-05 09:00")),
            False,
            "nights, weekend, holiday: Early May bank holiday",
        ),
        Stretch(Period(local("2026-05-05 09:00"), local("2026-05-05 11:15")), True, "open"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        pytest.param("2026-03-02 18:00", "2026-03-03 08:00", "night", id="one-night"),
        pytest.param("2026-03-02 20:00", "2026-03-02 21:00", "night", id="an-evening-hour"),
        pytest.param("2026-03-03 03:00", "2026-03-03 04:00", "night", id="a-morning-hour"),
        pytest.param("2026-03-06 18:00", "2026-03-09 08:00", "nights, weekend", id="weekend"),
        pytest.param("2026-03-07 08:00", "2026-03-08 08:00", "weekend", id="weekend-alone"),
        pytest.param("2026-03-08 08:00", "2026-03-09 08:00", "weekend, night", id="sunday-on"),
        pytest.param("2026-05-04 09:00", "2026-05-04 17:00", "holiday: Early May bank holiday"),
        pytest.param("2026-12-01 09:00", "2026-12-01 17:00", "holiday", id="holiday-without-name"),
        pytest.param("2026-08-15 09:00", "2026-08-15 17:00", "weekend", id="holiday-on-a-day-off"),
        pytest.param(
            "2026-04-02 17:00",
            "2026-04-07 09:00",
            "nights, holiday: Good Friday, weekend, holiday: Easter Monday",
            id="easter",
        ),
    ],
)
def test_a_closed_stretch_says_why(start: str, end: str, reason: str) -> None:
    assert reasons(OFFICE, start, end) == [reason]


def test_a_lunch_break_is_a_break() -> None:
    split = calendar(
        "Europe/London", [Window.parse("09:00", "12:00"), Window.parse("13:00", "17:00")]
    )

    assert reasons(split, "2026-03-02 09:00", "2026-03-02 18:00") == [
        "open",
        "break",
        "open",
        "night",
    ]


def test_the_day_between_two_night_shifts_is_a_break() -> None:
    nights = calendar("Europe/London", NIGHT_SHIFT)

    assert reasons(nights, "2026-03-03 00:00", "2026-03-04 00:00") == ["open", "break", "open"]
    assert reasons(nights, "2026-03-07 00:00", "2026-03-09 22:00") == ["open", "weekend, night"]


def test_a_weekday_without_hours_is_named() -> None:
    part_time = calendar("Europe/London", NINE_TO_FIVE, [0, 1, 3, 4])

    assert reasons(part_time, "2026-03-04 09:00", "2026-03-04 17:00") == [
        "no service on Wednesdays"
    ]


def test_a_date_closed_by_its_own_hours_says_so() -> None:
    moved = calendar("Europe/London", date_hours={"2026-03-04": []})

    assert reasons(moved, "2026-03-04 09:00", "2026-03-04 17:00") == ["closed that day"]


def test_two_weekends_in_one_closed_stretch_are_weekends() -> None:
    holidays = {f"2026-12-{day}": "Company holidays" for day in range(21, 26)}
    closed_week = calendar("Europe/London", holidays=holidays)

    assert reasons(closed_week, "2026-12-18 17:00", "2026-12-28 09:00") == [
        "nights, weekends, holiday: Company holidays"
    ]


def test_a_skipped_date_is_no_reason() -> None:
    apia = calendar("Pacific/Apia", holidays={"2011-12-30": "The day that was not"})
    start, end = utc("2011-12-30 06:00"), utc("2011-12-31 10:00")

    assert [stretch.reason for stretch in apia.stretches(start, end)] == ["night, weekend"]


def test_round_the_clock_is_one_open_stretch() -> None:
    start, end = utc("2020-01-01 00:00"), utc("2026-01-01 00:00")

    assert list(BusinessCalendar.always().stretches(start, end)) == [
        Stretch(Period(start, end), True, "open")
    ]


def test_no_time_has_no_stretches() -> None:
    at = utc("2026-03-02 09:00")

    assert list(OFFICE.stretches(at, at)) == []
    assert not OFFICE.open_periods(at, at)


def test_a_year_of_stretches_adds_up_to_the_second() -> None:
    start, end = utc("2026-01-01 00:00"), utc("2027-01-01 00:00")

    parts = list(OFFICE.stretches(start, end))

    assert sum((part.period.duration for part in parts), timedelta(0)) == end - start
    opened = sum((part.period.duration for part in parts if part.is_open), timedelta(0))
    assert opened == OFFICE.between(start, end) == (261 - 4) * hours(8)
    assert OFFICE.windows_on(date(2026, 5, 4)) == ()
    assert calendar("UTC", ALL_DAY, EVERY_DAY).windows_on(date(2026, 5, 4)) == ALL_DAY
