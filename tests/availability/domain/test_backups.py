"""Which backups are missing, by the local days and ISO weeks that are over (HR-09)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from availability.domain.backups import Gap, Run, down_during, gaps_of, longest_span
from portal.kernel.period import Period

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def ran(day: date, *, full: bool = False, good: bool = True, hour: int = 2) -> Run:
    """A backup that started at an hour of a day in New York."""
    wall = datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK)
    return Run(started_at=wall.astimezone(UTC), is_full=full, is_good=good)


def fortnight(*, without: Iterable[int] = (), full_on: Iterable[int] = (6, 13)) -> list[Run]:
    """A backup on each of fourteen days from Monday, 2 March 2026, on."""
    full = set(full_on)
    places = [place for place in range(14) if place not in set(without)]
    return [ran(MONDAY + place * DAY, full=place in full) for place in places]


def gaps(
    runs: Iterable[Run], *, since: date = MONDAY, today: date = MONDAY + 14 * DAY
) -> list[Gap]:
    return gaps_of(runs, since, today, NEW_YORK)


def test_a_backup_a_day_and_a_full_one_a_week_leave_no_gap() -> None:
    assert gaps(fortnight()) == []


def test_days_in_a_row_are_one_gap_and_others_are_their_own() -> None:
    assert gaps(fortnight(without=[2, 3, 8])) == [
        Gap(date(2026, 3, 4), date(2026, 3, 5), False),
        Gap(date(2026, 3, 10), date(2026, 3, 10), False),
    ]


def test_a_week_without_a_full_one_is_a_gap_of_that_week() -> None:
    (gap,) = gaps(fortnight(full_on=[6]))

    assert gap == Gap(date(2026, 3, 9), date(2026, 3, 15), True)
    assert gap.count == 1


def test_weeks_in_a_row_are_one_gap() -> None:
    (gap,) = gaps(fortnight(full_on=[]))

    assert (gap.first, gap.last, gap.count) == (date(2026, 3, 2), date(2026, 3, 15), 2)


def test_a_backup_that_is_no_good_is_none() -> None:
    runs = [*fortnight(without=[4]), ran(MONDAY + 4 * DAY, good=False)]

    assert gaps(runs) == [Gap(date(2026, 3, 6), date(2026, 3, 6), False)]


def test_today_and_this_week_are_not_asked_for_yet() -> None:
    assert gaps([], since=MONDAY, today=MONDAY) == []
    assert gaps([ran(MONDAY)], since=MONDAY, today=MONDAY + DAY) == []


def test_a_week_that_began_before_the_contract_is_not_asked_for() -> None:
    wednesday = MONDAY + 2 * DAY

    assert gaps(fortnight(full_on=[13]), since=wednesday) == []


def test_nothing_older_than_a_hundred_and_eighty_days_is_asked_for() -> None:
    today = MONDAY + 400 * DAY

    (days, weeks) = gaps([], today=today)

    assert (days.first, days.count) == (today - 180 * DAY, 180)
    assert weeks.is_weekly


@pytest.mark.parametrize("hour", [0, 23])
def test_a_backup_counts_for_the_date_where_it_is_deployed(hour: int) -> None:
    assert gaps([ran(MONDAY, hour=hour)], today=MONDAY + DAY) == []


def test_the_longest_time_without_a_good_one_runs_to_now() -> None:
    now = ran(MONDAY + 3 * DAY).started_at
    runs = [ran(MONDAY), ran(MONDAY + DAY), ran(MONDAY + 2 * DAY, good=False)]

    assert longest_span(runs, now) == 2 * DAY
    assert longest_span([], now) is None


def test_downtime_while_a_backup_runs_is_found() -> None:
    start = datetime(2026, 3, 2, 7, tzinfo=UTC)
    hour = timedelta(hours=1)
    run, outage = Period(start, start + hour), Period(start + hour / 2, start + 3 * hour)

    assert down_during([run], [outage]) == [Period(start + hour / 2, start + hour)]
    assert down_during([run], [Period(start + hour, start + 2 * hour)]) == []
