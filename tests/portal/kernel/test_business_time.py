"""Business time on ordinary days: 09:00 to 17:00, Monday to Friday, London."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel.business_time import BusinessCalendar, Window
from portal.kernel.period import Period, Periods
from portal.kernel.refusal import Refusal
from tests.portal.kernel.calendars import NINE_TO_FIVE, calendar, hours, local, utc

OFFICE = calendar("Europe/London", holidays={"2026-05-04": "Early May bank holiday"})


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        pytest.param("2026-03-02 09:00", hours(4), "2026-03-02 13:00", id="same-day"),
        pytest.param("2026-03-02 07:00", hours(4), "2026-03-02 13:00", id="before-opening"),
        pytest.param("2026-03-06 15:00", hours(4), "2026-03-09 11:00", id="rolls-to-monday"),
        pytest.param("2026-03-07 12:00", hours(4), "2026-03-09 13:00", id="opened-on-saturday"),
        pytest.param("2026-05-01 16:00", hours(2), "2026-05-05 10:00", id="over-a-holiday"),
        pytest.param("2026-03-02 09:00", hours(8), "2026-03-02 17:00", id="ends-at-the-closing"),
        pytest.param("2026-03-02 17:00", hours(8), "2026-03-03 17:00", id="begins-at-the-closing"),
        pytest.param("2026-03-02 09:00", hours(80), "2026-03-13 17:00", id="two-weeks"),
    ],
)
def test_after_is_the_least_instant_at_which_the_amount_is_spent(
    start: str, amount: timedelta, due: str
) -> None:
    assert OFFICE.after(local(start), amount) == local(due)
    assert OFFICE.between(local(start), local(due)) == amount


@pytest.mark.parametrize(
    ("start", "amount", "begun"),
    [
        pytest.param("2026-03-02 13:00", hours(4), "2026-03-02 09:00", id="to-the-opening"),
        pytest.param("2026-03-02 13:00", hours(5), "2026-02-27 16:00", id="over-the-weekend"),
        pytest.param("2026-03-08 12:00", hours(8), "2026-03-06 09:00", id="from-a-sunday"),
        pytest.param("2026-05-05 10:00", hours(2), "2026-05-01 16:00", id="over-a-holiday"),
    ],
)
def test_a_negative_amount_goes_back_to_the_latest_instant(
    start: str, amount: timedelta, begun: str
) -> None:
    assert OFFICE.after(local(start), -amount) == local(begun)
    assert OFFICE.between(local(begun), local(start)) == amount


@pytest.mark.parametrize("start", ["2026-03-02 12:00", "2026-03-07 12:00", "2026-03-02 17:00"])
def test_nothing_to_spend_is_spent_at_the_start(start: str) -> None:
    assert OFFICE.after(local(start), timedelta(0)) == local(start)


def test_answers_are_in_utc_whatever_the_zone_of_the_question() -> None:
    due = OFFICE.after(local("2026-07-01 12:00", "Asia/Tokyo"), hours(1))

    assert due == utc("2026-07-01 09:00")
    assert due.tzinfo is UTC
    assert OFFICE.after(utc("2026-07-01 03:00"), timedelta(0)).tzinfo is UTC


def test_microseconds_are_not_lost() -> None:
    start = utc("2026-03-02 16:59:59.999999")

    assert OFFICE.between(start, utc("2026-03-03 09:00:00.000001")) == timedelta(microseconds=2)
    assert OFFICE.after(start, timedelta(microseconds=3)) == utc("2026-03-03 09:00:00.000002")


@pytest.mark.parametrize(
    "ask",
    [
        lambda at: OFFICE.after(at, hours(1)),
        lambda at: OFFICE.between(at, utc("2026-03-02 10:00")),
        lambda at: OFFICE.between(utc("2026-03-02 10:00"), at),
        OFFICE.is_open,
        OFFICE.next_opening,
        lambda at: OFFICE.open_periods(at, at),
    ],
)
def test_a_wall_time_without_a_zone_is_no_instant(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        ask(utc("2026-03-02 09:00").replace(tzinfo=None))


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Refusal, match="end lies before the start") as refused:
        OFFICE.between(local("2026-03-02 10:00"), local("2026-03-02 09:00"))

    assert refused.value.code == "end_before_start"
    assert OFFICE.between(local("2026-03-02 10:00"), local("2026-03-02 10:00")) == timedelta(0)


def test_the_calendar_is_open_from_the_opening_until_just_before_the_closing() -> None:
    assert OFFICE.is_open(local("2026-03-02 09:00"))
    assert not OFFICE.is_open(local("2026-03-02 08:59:59.999999"))
    assert OFFICE.is_open(local("2026-03-02 16:59:59.999999"))
    assert not OFFICE.is_open(local("2026-03-02 17:00"))


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        pytest.param("2026-03-02 10:30", "2026-03-02 10:30", id="open-already"),
        pytest.param("2026-03-02 09:00", "2026-03-02 09:00", id="just-opening"),
        pytest.param("2026-03-02 17:00", "2026-03-03 09:00", id="just-closed"),
        pytest.param("2026-05-01 18:00", "2026-05-05 09:00", id="weekend-and-holiday"),
    ],
)
def test_next_opening_is_the_first_instant_at_which_time_counts(at: str, opening: str) -> None:
    assert OFFICE.next_opening(local(at)) == local(opening)


def test_open_periods_are_clipped_to_the_question() -> None:
    opened = OFFICE.open_periods(local("2026-03-02 10:00"), local("2026-03-03 10:00"))

    assert opened == Periods(
        [
            Period(local("2026-03-02 10:00"), local("2026-03-02 17:00")),
            Period(local("2026-03-03 09:00"), local("2026-03-03 10:00")),
        ]
    )


def test_touching_and_overlapping_windows_count_once() -> None:
    windows = [
        Window.parse("09:00", "12:00"),
        Window.parse("12:00", "17:00"),
        Window.parse("10:00", "11:00"),
    ]
    split = calendar("Europe/London", windows)

    assert split.between(local("2026-03-02 00:00"), local("2026-03-03 00:00")) == hours(8)
    assert split.after(local("2026-03-02 09:00"), hours(3)) == local("2026-03-02 12:00")
    assert len(split.open_periods(local("2026-03-02 00:00"), local("2026-03-03 00:00"))) == 1


def test_hours_of_a_single_date_replace_the_weekly_ones() -> None:
    short = calendar("Europe/London", date_hours={"2026-12-24": [Window.parse("09:00", "12:00")]})

    assert short.between(local("2026-12-24 00:00"), local("2026-12-25 00:00")) == hours(3)
    assert calendar("Europe/London", date_hours={"2026-12-24": []}).between(
        local("2026-12-24 00:00"), local("2026-12-25 00:00")
    ) == hours(0)


def test_hours_of_a_single_date_win_over_a_holiday() -> None:
    service = calendar(
        "Europe/London",
        holidays={"2026-12-25": "Christmas Day"},
        date_hours={"2026-12-25": [Window.parse("10:00", "12:00")]},
    )

    assert service.between(local("2026-12-25 00:00"), local("2026-12-26 00:00")) == hours(2)


def test_many_answers_are_those_given_one_by_one() -> None:
    starts = [local("2026-03-01 00:00") + hours(number * 7) for number in range(60)]
    pairs = [(start, start + hours(30)) for start in starts]
    items = [(start, hours(5)) for start in starts]

    assert OFFICE.between_many(pairs) == [OFFICE.between(*pair) for pair in pairs]
    assert OFFICE.after_many(items) == [OFFICE.after(*item) for item in items]


@pytest.mark.parametrize(
    ("weekly", "length"),
    [
        pytest.param(dict.fromkeys(range(5), NINE_TO_FIVE), hours(8), id="all-alike"),
        pytest.param(
            {**dict.fromkeys(range(4), NINE_TO_FIVE), 4: [Window.parse("09:00", "13:00")]},
            hours(8),
            id="most-frequent",
        ),
        pytest.param(
            {0: NINE_TO_FIVE, 1: [Window.parse("09:00", "13:00")]}, hours(8), id="tie-to-the-longer"
        ),
        pytest.param(
            {0: [Window.parse("08:00", "12:00"), Window.parse("13:00", "17:30")], 1: []},
            hours(8, minutes=30),
            id="without-the-break",
        ),
        pytest.param({0: [Window.parse("22:00", "06:00")]}, hours(8), id="night-shift"),
    ],
)
def test_a_business_day_is_the_regular_service_day(
    weekly: dict[int, list[Window]], length: timedelta
) -> None:
    assert BusinessCalendar("Europe/London", weekly).regular_day() == length


def test_a_calendar_without_weekly_hours_has_no_business_day() -> None:
    with pytest.raises(Refusal, match="no business day"):
        BusinessCalendar("Europe/London", {}).regular_day()


def test_calendars_with_the_same_hours_are_equal() -> None:
    again = calendar("Europe/London", holidays={"2026-05-04": "Early May bank holiday"})

    assert again == OFFICE
    assert hash(again) == hash(OFFICE)
    assert calendar("Europe/Berlin") != calendar("Europe/London")
    assert calendar("Europe/London") != "Europe/London"


def test_a_calendar_keeps_its_hours_when_those_it_was_given_change() -> None:
    weekly = {0: list(NINE_TO_FIVE)}
    monday = BusinessCalendar("Europe/London", weekly)

    weekly[0].clear()
    weekly[1] = list(NINE_TO_FIVE)

    assert monday.between(local("2026-03-02 00:00"), local("2026-03-09 00:00")) == hours(8)


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Europe/Londinium", "America", "", "../etc/passwd", "Europe/London\0"):
        with pytest.raises(Refusal, match="is not a time zone"):
            BusinessCalendar(name, {})


def test_an_unknown_weekday_is_an_error() -> None:
    with pytest.raises(ValueError, match="Monday"):
        BusinessCalendar("UTC", {7: NINE_TO_FIVE})
