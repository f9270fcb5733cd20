"""No search is endless, and a calendar compiles no more than it is asked about."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from tests.portal.kernel.calendars import ALL_DAY, EVERY_DAY, NINE_TO_FIVE, calendar, hours, utc

EMPTY = BusinessCalendar("UTC", {0: [], 1: []})
ONE_DAY = BusinessCalendar("UTC", {}, date_hours={utc("2026-03-02").date(): NINE_TO_FIVE})
NOW = utc("2026-03-02 12:00")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: EMPTY.after(NOW, hours(1)),
        lambda: EMPTY.after(NOW, -hours(1)),
        lambda: EMPTY.between(NOW, NOW + hours(1)),
        lambda: EMPTY.next_opening(NOW),
        lambda: EMPTY.open_periods(NOW, NOW + hours(1)),
        lambda: EMPTY.is_open(NOW),
    ],
)
def test_a_calendar_without_hours_answers_nothing(ask: Callable[[], object]) -> None:
    assert EMPTY.is_empty
    with pytest.raises(Refusal, match="no service hours at all") as refused:
        ask()
    assert refused.value.code == "no_hours"


def test_a_calendar_of_single_dates_runs_out() -> None:
    assert ONE_DAY.after(NOW, hours(5)) == utc("2026-03-02 17:00")
    with pytest.raises(Refusal, match="not that much open time ahead of 2026-03-02 12:00 UTC"):
        ONE_DAY.after(NOW, hours(6))
    with pytest.raises(Refusal, match="not that much open time before"):
        ONE_DAY.after(NOW, -hours(4))
    with pytest.raises(Refusal, match="does not open after"):
        ONE_DAY.next_opening(utc("2026-03-02 17:00"))
    assert not ONE_DAY.is_empty


@pytest.mark.parametrize("days", [40_000, 150_000, 999_999_999])
@pytest.mark.parametrize("sign", [1, -1])
def test_an_absurd_amount_is_refused_quickly(days: int, sign: int) -> None:
    begun = time.monotonic()

    with pytest.raises(Refusal, match="not that much open time"):
        calendar("Europe/London").after(NOW, sign * timedelta(days=days))

    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime.min.replace(tzinfo=UTC), NOW),
        (NOW, datetime.max.replace(tzinfo=UTC)),
        (utc("1899-12-31 23:59"), NOW),
        (NOW, utc("2300-01-01 00:00")),
    ],
)
def test_instants_beyond_the_horizon_are_refused(start: datetime, end: datetime) -> None:
    with pytest.raises(Refusal, match="from 1900 to 2299 only") as refused:
        calendar("Europe/London").between(start, end)

    assert refused.value.code == "horizon"


def test_the_whole_horizon_is_answered() -> None:
    monday = calendar("UTC", NINE_TO_FIVE, [0])
    start, end = utc("1900-01-01 00:00"), utc("2299-12-31 23:59")

    # 1900-01-01 and 2299-12-25 are Mondays, 20,870 weeks apart.
    assert monday.between(start, end) == 20_871 * hours(8)
    assert monday.after(start, 20_871 * hours(8)) == utc("2299-12-25 17:00")
    assert monday.after(end, -20_871 * hours(8)) == utc("1900-01-01 09:00")


def test_a_rare_opening_far_ahead_is_found() -> None:
    far = BusinessCalendar("UTC", {}, date_hours={utc("2190-01-01").date(): NINE_TO_FIVE})

    assert far.next_opening(NOW) == utc("2190-01-01 09:00")
    assert far.after(NOW, hours(8)) == utc("2190-01-01 17:00")
    assert far.after(utc("2250-01-01 00:00"), -hours(8)) == utc("2190-01-01 09:00")


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    questions = [utc(f"{year}-06-15 12:00") for year in (2026, 1990, 2100, 2027, 1950, 2200, 2026)]
    asked_before = calendar("America/New_York")

    for at in questions:
        fresh = calendar("America/New_York")
        assert asked_before.after(at, hours(100)) == fresh.after(at, hours(100))
        assert asked_before.after(at, -hours(100)) == fresh.after(at, -hours(100))
        assert asked_before.between(at, at + hours(999)) == fresh.between(at, at + hours(999))


def test_years_end_like_any_other_day() -> None:
    nights = calendar("Pacific/Kiritimati")
    for year in range(2020, 2032):
        start = utc(f"{year}-12-20 00:00")
        due = nights.after(start, hours(80))
        assert nights.between(start, due) == hours(80)
        assert calendar("Pacific/Kiritimati").after(due, -hours(80)) == nights.next_opening(start)


def test_threads_may_ask_while_a_calendar_grows() -> None:
    shared, alone = calendar("Europe/London"), calendar("Europe/London")
    starts = [utc(f"{year}-{month:02}-10 12:00") for month in (2, 7) for year in range(1995, 2055)]
    expected = {start: alone.after(start, hours(100)) for start in starts}

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda start: shared.after(start, hours(100)), reversed(starts)))

    assert found == [expected[start] for start in reversed(starts)]


def test_round_the_clock_is_elapsed_time_and_compiles_nothing() -> None:
    always = BusinessCalendar.always()
    begun = time.monotonic()

    assert always.between(utc("0002-01-01 00:00"), utc("9998-01-01 00:00")).days == 3_650_964
    assert always.after(NOW, timedelta(days=1000, microseconds=1)) == NOW + timedelta(
        days=1000, microseconds=1
    )
    assert always.after(NOW, -hours(1)) == NOW - hours(1)
    assert always.is_open(NOW)
    assert always.next_opening(NOW) == NOW
    assert always.regular_day() == hours(24)
    assert time.monotonic() - begun < 0.1
    with pytest.raises(Refusal, match="not that much open time"):
        always.after(NOW, timedelta.max)
    with pytest.raises(Refusal, match="not that much open time"):
        always.after(NOW, -timedelta(days=3_000_000))


def test_hours_without_a_gap_are_recognised_in_any_zone() -> None:
    everywhere = calendar("Europe/London", ALL_DAY, EVERY_DAY)

    assert everywhere.between(utc("2025-03-29 00:00"), utc("2025-03-31 00:00")) == hours(48)
    assert everywhere.after(utc("2025-03-29 00:00"), hours(48)) == utc("2025-03-31 00:00")
    assert everywhere.between(utc("0002-01-01 00:00"), utc("0002-01-02 00:00")) == hours(24)
