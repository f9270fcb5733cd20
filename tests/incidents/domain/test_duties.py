"""When duties are due and reminded of, on a 09:00 to 17:00 week in London (LU-22)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidents.domain.duties import Rhythm, check_rhythm, in_order, reminder
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from portal.kernel.window import Window

LONDON = ZoneInfo("Europe/London")
OFFICE = BusinessCalendar(LONDON, dict.fromkeys(range(5), (Window.parse("09:00", "17:00"),)))
EVERY_FOUR = Rhythm(every=4)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "due", "reminded"),
    [
        pytest.param("2026-03-02 09:00", "2026-03-02 17:00", "2026-03-02 15:00", id="one-day"),
        pytest.param("2026-03-02 13:00", "2026-03-03 13:00", "2026-03-03 11:00", id="over-night"),
        pytest.param("2026-03-06 16:00", "2026-03-09 16:00", "2026-03-09 14:00", id="week-end"),
        pytest.param("2026-03-27 13:00", "2026-03-30 13:00", "2026-03-30 11:00", id="summer-time"),
    ],
)
def test_a_quarter_of_the_service_time_is_left_at_the_reminder(
    since: str, due: str, reminded: str
) -> None:
    assert reminder(OFFICE, london(since), london(due)) == london(reminded)


def test_what_is_due_before_the_hours_open_has_no_reminder_ahead() -> None:
    assert reminder(OFFICE, london("2026-03-02 18:00"), london("2026-03-03 08:00")) is None


@pytest.mark.parametrize(
    ("last", "due"),
    [
        pytest.param("2026-03-02 10:00", "2026-03-02 14:00", id="same-day"),
        pytest.param("2026-03-02 15:00", "2026-03-03 11:00", id="over-night"),
        pytest.param("2026-03-06 16:30", "2026-03-09 12:30", id="over-the-week-end"),
    ],
)
def test_updates_in_hours_are_counted_in_service_time_from_the_last_one(
    last: str, due: str
) -> None:
    assert EVERY_FOUR.after(london(last), OFFICE) == london(due)


def test_of_agreed_times_the_first_after_the_last_update_is_next_until_there_is_none() -> None:
    rhythm = Rhythm(instants=(london("2026-03-02 12:00"), london("2026-03-03 12:00")))

    assert rhythm.after(london("2026-03-02 10:00"), OFFICE) == london("2026-03-02 12:00")
    assert rhythm.after(london("2026-03-02 12:00"), OFFICE) == london("2026-03-03 12:00")
    assert rhythm.after(london("2026-03-03 12:00"), OFFICE) is None


def test_times_are_kept_in_order_each_once() -> None:
    early, late = london("2026-03-02 12:00"), london("2026-03-03 12:00")

    assert in_order([late, early, late]) == (early, late)


@pytest.mark.parametrize(
    ("rhythm", "says"),
    [
        pytest.param(Rhythm(), "one of the two", id="neither"),
        pytest.param(Rhythm(every=4, instants=(london("2026-03-03 12:00"),)), "two", id="both"),
        pytest.param(Rhythm(every=0), "every 1 to 240 hours", id="nothing-between"),
        pytest.param(Rhythm(every=241), "every 1 to 240 hours", id="too-rare"),
        pytest.param(Rhythm(instants=(london("2026-03-02 09:00"),)), "ahead", id="past"),
        pytest.param(Rhythm(instants=(london("2026-03-05 12:00"),)), "target", id="after-target"),
        pytest.param(
            Rhythm(instants=tuple(london("2026-03-03 12:00") + timedelta(n) for n in range(21))),
            "20 updates at most",
            id="too-many",
        ),
    ],
)
def test_a_rhythm_that_cannot_be_kept_to_is_refused(rhythm: Rhythm, says: str) -> None:
    with pytest.raises(Refusal, match=says) as refusal:
        check_rhythm(rhythm, at=london("2026-03-02 10:00"), target=london("2026-03-04 17:00"))
    assert refusal.value.code == "rhythm"


def test_a_rhythm_that_fits_is_let_through() -> None:
    at, target = london("2026-03-02 10:00"), london("2026-03-04 17:00")

    check_rhythm(EVERY_FOUR, at=at, target=target)
    check_rhythm(Rhythm(instants=(target,)), at=at, target=target)
