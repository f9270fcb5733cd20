"""The compiled table: alternating edges with running totals, honest about what it covers."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.almanac import FIRST_YEAR, LAST_YEAR, Almanac
from portal.kernel.schedule import NO_DATE_HOURS, NO_HOLIDAYS, Schedule
from portal.kernel.timetable import Timetable, compiled
from tests.portal.kernel.calendars import ALL_DAY, EVERY_DAY, NINE_TO_FIVE, WORKDAYS, hours, utc

OFFICE = Schedule.of("UTC", dict.fromkeys(WORKDAYS, NINE_TO_FIVE), NO_HOLIDAYS, NO_DATE_HOURS)
MORNING, EVENING = utc("2026-03-02 09:00"), utc("2026-03-02 17:00")


@pytest.fixture(scope="module")
def table() -> Timetable:
    """This function will compile the year 2026."""
    return compiled(OFFICE, 2026, 2026)


def test_edges_are_sorted_and_alternate(table: Timetable) -> None:
    assert table.edges == sorted(set(table.edges))
    assert len(table.edges) == 2 * 261
    assert {edge.hour for edge in table.edges[::2]} == {9}
    assert {edge.hour for edge in table.edges[1::2]} == {17}


def test_time_spent_never_falls(table: Timetable) -> None:
    assert table.spent == sorted(table.spent)
    assert table.spent[-1] == 261 * hours(8)
    assert len(table.spent) == len(table.bases) == len(table.edges) + 1


def test_a_table_does_not_answer_for_its_outermost_days(table: Timetable) -> None:
    # A window of the last year's last date would be missing from the first days.
    assert table.lo == utc("2026-01-04 00:00")
    assert table.hi == utc("2026-12-28 00:00")
    assert table.earliest(table.spent[-1]) is None
    assert table.latest(timedelta(0)) is None


@pytest.mark.parametrize("offset", [-hours(1), hours(0), hours(4), hours(8), hours(20)])
def test_least_and_latest_instants_bound_the_same_time_spent(
    table: Timetable, offset: timedelta
) -> None:
    target = table.spent_until(MORNING + offset)
    earliest, latest = table.earliest(target), table.latest(target)

    assert earliest is not None
    assert latest is not None
    assert earliest <= MORNING + offset <= latest
    assert table.spent_until(earliest) == table.spent_until(latest) == target


def test_a_closed_instant_knows_its_edges(table: Timetable) -> None:
    assert table.closed_around(EVENING) == (EVENING, utc("2026-03-03 09:00"))
    assert Timetable(2026, 2026).closed_around(EVENING) == (
        utc("2026-01-04 00:00"),
        utc("2026-12-28 00:00"),
    )


def test_hours_without_a_gap_are_one_stretch() -> None:
    holidays = {date(2030, 1, 1): "New Year"}  # far away, so that the year must be compiled
    always = Schedule.of(
        "Europe/London", dict.fromkeys(EVERY_DAY, ALL_DAY), holidays, NO_DATE_HOURS
    )

    assert not always.is_always_open()
    assert len(compiled(always, 2025, 2025).edges) == 2


def test_an_almanac_grows_only_as_far_as_it_is_asked() -> None:
    almanac = Almanac(OFFICE)
    years: list[tuple[int, int]] = []

    for text in ("2026-03-02 09:00", "2027-03-02 09:00", "2031-03-02 09:00", "2020-03-02 09:00"):
        at = utc(text)
        table = almanac.covering(at, at)
        assert table.lo <= at < table.hi
        years.append((table.first, table.last))

    assert years == [(2025, 2027), (2025, 2027), (2025, 2032), (2019, 2032)]


def test_the_last_table_reaches_the_horizon() -> None:
    at: datetime = utc("2026-03-02 09:00")

    *_, last = Almanac(OFFICE).ever_larger(at, hours(1))

    assert (last.first, last.last) == (FIRST_YEAR - 1, LAST_YEAR + 1)
    assert len(list(Almanac(OFFICE).ever_larger(at, timedelta(days=400 * 366)))) == 1


def test_a_zone_may_be_given_by_name_or_as_it_is() -> None:
    london = ZoneInfo("Europe/London")

    assert Schedule.of(london, {}, {}, {}) == Schedule.of("Europe/London", {}, {}, {})
