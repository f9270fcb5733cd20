"""Quiet hours: until when a mail waits, also on the nights on which the clocks jump (CO-08)."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notify.quiet import QuietHours

LONDON = ZoneInfo("Europe/London")
NIGHT = QuietHours(time(22), time(7), LONDON)
SIESTA = QuietHours(time(13), time(15, 30), LONDON)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("quiet", "written", "goes_out"),
    [
        pytest.param(NIGHT, "2026-05-04 21:59:59", "2026-05-04 21:59:59", id="a-second-before"),
        pytest.param(NIGHT, "2026-05-04 22:00", "2026-05-05 07:00", id="as-it-begins"),
        pytest.param(NIGHT, "2026-05-05 02:00", "2026-05-05 07:00", id="after-midnight"),
        pytest.param(NIGHT, "2026-05-05 06:59:59", "2026-05-05 07:00", id="its-last-second"),
        pytest.param(NIGHT, "2026-05-05 07:00", "2026-05-05 07:00", id="as-it-ends"),
        pytest.param(SIESTA, "2026-05-04 14:00", "2026-05-04 15:30", id="within-a-day"),
        pytest.param(SIESTA, "2026-05-04 16:00", "2026-05-04 16:00", id="after-it"),
        pytest.param(NIGHT, "2026-03-28 23:00", "2026-03-29 07:00", id="the-short-night"),
        pytest.param(NIGHT, "2026-10-24 23:00", "2026-10-25 07:00", id="the-long-night"),
    ],
)
def test_mail_waits_until_the_quiet_ends(quiet: QuietHours, written: str, goes_out: str) -> None:
    assert quiet.held_until(london(written)) == london(goes_out)


def test_an_end_that_the_clocks_skip_is_the_first_instant_after_the_gap() -> None:
    quiet = QuietHours(time(22), time(1, 30), LONDON)

    # On 29 March 2026 01:00 GMT is followed by 02:00 BST: 01:30 is not shown.
    assert quiet.held_until(london("2026-03-29 00:30")) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_end_that_comes_twice_is_its_second_showing() -> None:
    quiet = QuietHours(time(22), time(1, 30), LONDON)

    # On 25 October 2026 01:30 is shown in BST and, an hour later, in GMT.
    first_showing = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert quiet.held_until(first_showing) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
TIMES = st.times().map(lambda one: one.replace(microsecond=0))


@given(
    st.builds(QuietHours, TIMES, TIMES, st.sampled_from(ZONES).map(ZoneInfo)),
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_nothing_waits_longer_than_a_day_and_what_has_waited_does_not_wait_again(
    quiet: QuietHours, written: datetime
) -> None:
    at = written.replace(tzinfo=UTC)
    if quiet.starts == quiet.ends:
        return  # refused where it is typed, and by the database

    held = quiet.held_until(at)

    assert at <= held
    assert (held - at).total_seconds() <= 26 * 60 * 60  # a day, and what clocks are put back
    assert quiet.held_until(held) == held
