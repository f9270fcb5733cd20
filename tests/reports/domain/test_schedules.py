"""When a scheduled report falls due, by dates that a support manager can count (LU-05, LU-27)."""

from datetime import date

import pytest

from portal.kernel.month import Month
from reports.domain.schedules import (
    ReportPeriod,
    ScheduleKind,
    due_on,
    period_of,
    periods_due,
)

JUNE = ReportPeriod(Month(2026, 6))
EASTER = {date(2026, 4, 3), date(2026, 4, 6)}


@pytest.mark.parametrize(
    ("period", "business_day", "closed", "due"),
    [
        pytest.param(JUNE, 1, set(), date(2026, 7, 1), id="first-day-is-a-wednesday"),
        pytest.param(JUNE, 3, set(), date(2026, 7, 3), id="third"),
        pytest.param(JUNE, 4, set(), date(2026, 7, 6), id="over-a-weekend"),
        pytest.param(JUNE, 3, {date(2026, 7, 3)}, date(2026, 7, 6), id="a-holiday-does-not-count"),
        pytest.param(ReportPeriod(Month(2026, 3)), 3, EASTER, date(2026, 4, 7), id="around-easter"),
        pytest.param(
            ReportPeriod(Month(2026, 10), 3), 1, {date(2027, 1, 1)}, date(2027, 1, 4), id="new-year"
        ),
    ],
)
def test_lu_05_a_report_is_due_on_the_nth_business_day_after_its_period(
    period: ReportPeriod, business_day: int, closed: set[date], due: date
) -> None:
    assert due_on(period, business_day, closed) == due


@pytest.mark.parametrize(
    ("kind", "day", "written", "first", "last"),
    [
        ("monthly", date(2026, 6, 30), "2026-06", date(2026, 6, 1), date(2026, 6, 30)),
        ("client", date(2026, 2, 1), "2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("quarterly", date(2026, 5, 9), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        ("quarterly", date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_a_calendar_month_or_quarter(
    kind: str, day: date, written: str, first: date, last: date
) -> None:
    period = period_of(ScheduleKind(kind), day)

    assert (str(period), period.first_day, period.last_day) == (written, first, last)


def due_by(today: date, *, since: date, kind: str = "monthly") -> list[str]:
    found = periods_due(ScheduleKind(kind), 3, set(), since=since, today=today)
    return [str(period) for period, _ in found]


def test_nothing_is_due_before_its_day_and_all_that_was_missed_is_made_up_for() -> None:
    since = date(2026, 5, 20)

    assert due_by(date(2026, 6, 2), since=since) == []
    assert due_by(date(2026, 6, 3), since=since) == ["2026-05"]
    assert due_by(date(2026, 8, 31), since=since) == ["2026-05", "2026-06", "2026-07"]


def test_what_was_due_before_a_schedule_was_made_is_not_sent() -> None:
    assert due_by(date(2026, 6, 30), since=date(2026, 6, 4)) == []
    assert due_by(date(2026, 6, 30), since=date(2026, 6, 3)) == ["2026-05"]


def test_a_quarter_is_due_after_its_last_month() -> None:
    since = date(2026, 3, 1)

    assert due_by(date(2026, 7, 2), since=since, kind="quarterly") == ["2026-Q1"]
    assert due_by(date(2026, 7, 3), since=since, kind="quarterly") == ["2026-Q1", "2026-Q2"]


def test_no_more_than_a_year_of_months_is_made_up_for() -> None:
    months = due_by(date(2028, 1, 31), since=date(2026, 1, 1))

    assert (len(months), months[0], months[-1]) == (12, "2027-01", "2027-12")
