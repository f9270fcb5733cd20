"""Which outcomes count, when, and what share they make (LU-18). No database, no real time."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.month import Month
from sla.domain.attainment import Count, Ending, percent
from sla.domain.clock import Outcome

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
MARCH = Month(2026, 3).within(LONDON)
AIM = Fraction(9, 10)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def met(reached: str, due: str = "2026-04-30 12:00") -> Ending:
    return Ending(outcome=Outcome.MET, due_at=utc(due), stopped_at=utc(reached))


def missed(due: str, reached: str = "") -> Ending:
    stopped_at = utc(reached) if reached else None
    return Ending(outcome=Outcome.MISSED, due_at=utc(due), stopped_at=stopped_at)


def test_lu_18_eighteen_of_twenty_reach_an_aim_of_exactly_90_percent() -> None:
    count = Count(met=18, missed=2)

    assert (count.share, count.counted) == (Fraction(9, 10), 20)
    assert count.reaches(AIM) is True


def test_lu_18_seventeen_of_twenty_do_not() -> None:
    assert Count(met=17, missed=3).reaches(AIM) is False


def test_a_share_that_only_rounding_would_lift_to_the_aim_does_not_reach_it() -> None:
    count = Count(met=89_999, missed=10_001)

    assert count.reaches(AIM) is False
    assert count.share is not None
    assert percent(count.share) == "89.99"


def test_nothing_counted_is_no_share_and_not_100_percent() -> None:
    assert Count().share is None
    assert Count().reaches(AIM) is None


def test_without_an_aim_nothing_is_reached_or_failed() -> None:
    assert Count(met=1).reaches(None) is None


@pytest.mark.parametrize(
    ("share", "written"),
    [
        pytest.param(Fraction(18, 20), "90.00", id="exact"),
        pytest.param(Fraction(2, 3), "66.66", id="cut-off-not-rounded"),
        pytest.param(Fraction(9_999, 10_000), "99.99", id="just-below"),
        pytest.param(Fraction(99_999, 100_000), "99.99", id="never-up-to-100"),
        pytest.param(Fraction(1), "100.00", id="all"),
        pytest.param(Fraction(0), "0.00", id="none"),
        pytest.param(Fraction(1, 15), "6.66", id="one-digit"),
        pytest.param(Fraction(1, 1_000), "0.10", id="a-tenth"),
    ],
)
def test_a_percentage_is_cut_off_at_two_places(share: Fraction, written: str) -> None:
    assert percent(share) == written


@pytest.mark.parametrize(
    ("ending", "final"),
    [
        pytest.param(met("2026-03-02 11:00"), "2026-03-02 11:00", id="met-when-reached"),
        pytest.param(missed("2026-03-31 16:00", "2026-04-02 09:00"), "2026-03-31 16:00", id="late"),
        pytest.param(missed("2026-03-31 16:00"), "2026-03-31 16:00", id="open-and-overdue"),
        pytest.param(
            Ending(outcome=Outcome.OPEN, due_at=utc("2026-03-31 16:00")), None, id="not-yet-due"
        ),
        pytest.param(
            Ending(outcome=Outcome.NONE, stopped_at=utc("2026-03-31 16:00")), None, id="no-outcome"
        ),
    ],
)
def test_lu_18_when_an_outcome_is_final(ending: Ending, final: str | None) -> None:
    assert ending.final_at == (utc(final) if final else None)


def test_what_is_open_and_overdue_is_missed_and_told_apart() -> None:
    endings = [
        met("2026-03-02 11:00"),
        missed("2026-03-03 12:00", "2026-03-03 15:00"),
        missed("2026-03-04 12:00"),
        Ending(outcome=Outcome.OPEN, due_at=utc("2026-03-31 16:00")),
        Ending(outcome=Outcome.NONE, stopped_at=utc("2026-03-05 09:00")),
    ]

    assert Count.of(endings, MARCH) == Count(met=1, missed=2, still_open=1)


@pytest.mark.parametrize(
    ("ending", "months"),
    [
        # London's summer time begins on 29 March: April begins at 23:00 UTC on the 31st.
        pytest.param(met("2026-03-31 22:59:59"), [3], id="last-second-of-march"),
        pytest.param(met("2026-03-31 23:00"), [4], id="first-second-of-april"),
        pytest.param(met("2026-03-01 00:00"), [3], id="march-begins-on-winter-time"),
        pytest.param(met("2026-02-28 23:59:59"), [2], id="last-second-of-february"),
        pytest.param(missed("2026-03-31 22:30", "2026-04-07 10:00"), [3], id="due-in-march"),
        pytest.param(met("2026-04-01 09:00", due="2026-03-31 16:30"), [4], id="reached-in-april"),
    ],
)
def test_lu_18_a_month_is_the_calendar_month_in_the_vendors_zone(
    ending: Ending, months: list[int]
) -> None:
    counted = [
        number
        for number in range(1, 13)
        if Count.of([ending], Month(2026, number).within(LONDON)).counted
    ]

    assert counted == months


def test_the_same_instant_is_in_another_month_elsewhere() -> None:
    ending = met("2026-04-01 03:59:59")  # 23:59:59 on 31 March in New York

    assert Count.of([ending], Month(2026, 3).within(NEW_YORK)).counted == 1
    assert Count.of([ending], Month(2026, 3).within(LONDON)).counted == 0


def test_counts_add_up() -> None:
    assert Count(3, 2, 1) + Count(15, 0) == Count(18, 2, 1)
