"""Months: reading them, stepping through them, and where they begin and end."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.month import Month
from portal.kernel.refusal import Refusal

ZONES = ["Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "UTC"]
# Here clocks jumped at midnight of a month's first day: into it, and out of it.
MIDNIGHT_JUMPS = ["America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "America/Havana"]

months = st.builds(Month, st.integers(1971, 2037), st.integers(1, 12))
zones = st.sampled_from([ZoneInfo(key) for key in ZONES + MIDNIGHT_JUMPS])


def test_a_month_is_read_and_written_so_that_text_sorts_like_time() -> None:
    assert str(Month.parse("2026-03")) == "2026-03"
    assert Month.parse("2026-03") < Month.parse("2026-11") < Month.parse("2027-01")


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-3", "2026-13", "2026-00", "26-03", "1969-12", "9999-01", "２０２６-03"],
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="is no month; write it like 2026-03"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("months", "expected"), [(0, "2026-12"), (1, "2027-01"), (-12, "2025-12"), (14, "2028-02")]
)
def test_months_are_counted_across_years(months: int, expected: str) -> None:
    assert str(Month(2026, 12).plus(months)) == expected


def test_a_month_with_a_change_of_clocks_is_an_hour_shorter_or_longer() -> None:
    london = ZoneInfo("Europe/London")

    assert Month(2026, 3).within(london).duration == timedelta(days=31, hours=-1)
    assert Month(2026, 10).within(london).duration == timedelta(days=31, hours=1)
    assert Month(2028, 2).within(london).duration == timedelta(days=29)


def test_the_calendar_of_a_zone_says_which_month_it_is() -> None:
    at = datetime(2026, 4, 1, 3, 59, tzinfo=UTC)

    assert str(Month.of(at, ZoneInfo("America/New_York"))) == "2026-03"
    assert str(Month.of(at, ZoneInfo("Europe/London"))) == "2026-04"


def test_the_last_day_knows_leap_years() -> None:
    assert Month(2028, 2).last_day == date(2028, 2, 29)
    assert Month(2026, 12).last_day == date(2026, 12, 31)


@given(months, zones)
def test_months_follow_each_other_without_gap_or_overlap(month: Month, zone: ZoneInfo) -> None:
    assert month.within(zone).end == month.plus(1).within(zone).start


@given(st.integers(0, 2_000_000_000), zones)
def test_every_instant_lies_in_the_month_that_the_calendar_shows(
    seconds: int, zone: ZoneInfo
) -> None:
    at = datetime(1971, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    assert Month.of(at, zone).within(zone).contains(at)
