"""Reminders and closings on a London customer's working days. No database, no real time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.confirming import Days, closes_on, due, working_days
from portal.kernel.refusal import Refusal

LONDON = ZoneInfo("Europe/London")
CHRISTMAS = {
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 28): "Boxing Day (substitute)",
    date(2027, 1, 1): "New Year's Day",
}
CALENDAR = working_days(LONDON, CHRISTMAS)
USUAL = Days(remind_after=5, close_after=10)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("solved", "reminder", "closing"),
    [
        pytest.param(
            "2026-11-20 14:30", "2026-11-27 17:00", "2026-12-04 17:00", id="friday-afternoon"
        ),
        pytest.param(
            "2026-11-20 23:59", "2026-11-27 17:00", "2026-12-04 17:00", id="friday-at-night"
        ),
        pytest.param(
            "2026-11-21 03:00", "2026-11-27 17:00", "2026-12-04 17:00", id="on-a-saturday"
        ),
        pytest.param(
            "2026-12-18 10:00", "2026-12-29 17:00", "2027-01-06 17:00", id="over-christmas"
        ),
        pytest.param(
            "2026-03-25 10:00", "2026-04-01 17:00", "2026-04-08 17:00", id="spring-forward"
        ),
    ],
)
def test_the_worked_table(solved: str, reminder: str, closing: str) -> None:
    found = due(london(solved), None, USUAL, CALENDAR)

    assert (found.reminder, found.closing) == (london(reminder), london(closing))


def test_a_late_reminder_moves_the_closing() -> None:
    solved, reminded = london("2026-11-20 14:30"), london("2026-12-02 09:00")

    assert due(solved, reminded, USUAL, CALENDAR).closing == london("2026-12-09 17:00")


def test_a_reminder_in_time_moves_nothing() -> None:
    solved, reminded = london("2026-11-20 14:30"), london("2026-11-27 17:07")

    assert due(solved, reminded, USUAL, CALENDAR).closing == london("2026-12-04 17:00")


def test_an_agreement_may_remind_and_close_never() -> None:
    solved = london("2026-11-20 14:30")

    never = due(solved, None, Days(remind_after=0, close_after=0), CALENDAR)
    only_reminded = due(solved, None, Days(remind_after=5, close_after=0), CALENDAR)
    only_closed = due(solved, None, Days(remind_after=0, close_after=10), CALENDAR)

    assert (never.reminder, never.closing) == (None, None)
    assert (only_reminded.reminder, only_reminded.closing) == (london("2026-11-27 17:00"), None)
    assert (only_closed.reminder, only_closed.closing) == (None, london("2026-12-04 17:00"))


def test_a_calendar_without_working_days_ends_in_a_sentence() -> None:
    closed = {date.fromordinal(day): "closed" for day in range(739_000, 740_500)}

    with pytest.raises(Refusal, match="No working day is known after"):
        closes_on(london("2026-11-20 14:30"), 5, working_days(LONDON, closed))


@given(
    start=st.integers(0, 10 * 365 * 24 * 60).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    days=st.integers(1, 30),
    zone=st.sampled_from(["Europe/London", "America/Chicago", "Asia/Kathmandu", "Pacific/Apia"]),
)
def test_it_is_always_five_in_the_afternoon_of_a_later_working_day(
    start: datetime, days: int, zone: str
) -> None:
    calendar = working_days(zone, CHRISTMAS)

    end = closes_on(start, days, calendar).astimezone(calendar.zone)

    assert (end.hour, end.minute, end.second) == (17, 0, 0)
    assert end.weekday() < 5
    assert end.date() not in CHRISTMAS
    assert end.date() > start.astimezone(calendar.zone).date()
    assert closes_on(start, days + 1, calendar) > closes_on(start, days, calendar)
