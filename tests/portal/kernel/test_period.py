"""Half-open periods, alone and in sets."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.period import Period, Periods

MIDNIGHT = datetime(2026, 5, 1, tzinfo=UTC)


def hours(start: int, end: int) -> Period:
    """This function will return a period of whole hours of one day."""
    return Period(MIDNIGHT + timedelta(hours=start), MIDNIGHT + timedelta(hours=end))


def test_a_period_is_kept_in_utc() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    period = Period(datetime(2026, 5, 1, 2, tzinfo=berlin), datetime(2026, 5, 1, 3, tzinfo=berlin))

    assert period == hours(0, 1)
    assert period.start.tzinfo is UTC
    assert period.duration == timedelta(hours=1)


@pytest.mark.parametrize("end", [9, 8])
def test_a_period_that_does_not_end_after_it_starts_is_refused(end: int) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        hours(9, end)


def test_a_wall_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        Period(datetime(2026, 5, 1), datetime(2026, 5, 2))  # noqa: DTZ001 (that is the point)


def test_a_repeated_hour_has_its_real_length() -> None:
    london = ZoneInfo("Europe/London")
    start = datetime(2025, 10, 26, 0, 30, tzinfo=london)

    assert Period(start, datetime(2025, 10, 26, 1, 30, tzinfo=london)).duration == timedelta(
        hours=1
    )
    second = datetime(2025, 10, 26, 1, 30, tzinfo=london, fold=1)
    assert Period(start, second).duration == timedelta(hours=2)


def test_the_start_is_inside_and_the_end_is_not() -> None:
    period = hours(9, 17)

    assert period.contains(period.start)
    assert not period.contains(period.end)
    assert not period.contains(period.start - timedelta(microseconds=1))


def test_touching_periods_share_nothing() -> None:
    assert not hours(9, 12).overlaps(hours(12, 17))
    assert hours(9, 12).intersection(hours(12, 17)) is None


def test_overlapping_periods_share_their_intersection() -> None:
    assert hours(9, 14).overlaps(hours(12, 17))
    assert hours(9, 14).intersection(hours(12, 17)) == hours(12, 14)
    assert hours(9, 17).intersection(hours(10, 11)) == hours(10, 11)


def test_periods_are_sorted_and_merged_when_they_overlap_or_touch() -> None:
    periods = Periods([hours(15, 16), hours(9, 10), hours(10, 12), hours(9, 11), hours(20, 21)])

    assert list(periods) == [hours(9, 12), hours(15, 16), hours(20, 21)]
    assert len(periods) == 3
    assert periods.total() == timedelta(hours=5)


def test_equal_sets_are_equal_however_they_were_given() -> None:
    assert Periods([hours(9, 10), hours(10, 11)]) == Periods([hours(9, 11)])
    assert hash(Periods([hours(9, 10), hours(10, 11)])) == hash(Periods([hours(9, 11)]))
    assert Periods([hours(9, 10)]) != [hours(9, 10)]


def test_no_periods_are_false_and_last_no_time() -> None:
    assert not Periods()
    assert Periods().total() == timedelta(0)
    assert not Periods().contains(MIDNIGHT)


def test_difference_cuts_holes() -> None:
    day = Periods([hours(9, 17)])

    assert day - Periods([hours(12, 13), hours(16, 18)]) == Periods([hours(9, 12), hours(13, 16)])
    assert day - day == Periods()


def test_clip_keeps_what_lies_inside() -> None:
    periods = Periods([hours(9, 12), hours(13, 17)])

    assert periods.clip(hours(11, 14).start, hours(11, 14).end) == Periods(
        [hours(11, 12), hours(13, 14)]
    )
    assert periods.clip(MIDNIGHT, MIDNIGHT) == Periods()


def test_periods_print_as_instants() -> None:
    assert repr(Periods([hours(9, 10)])) == (
        "Periods(2026-05-01T09:00:00+00:00 to 2026-05-01T10:00:00+00:00)"
    )


sets = st.lists(
    st.tuples(st.integers(0, 22), st.integers(1, 6)).map(lambda pair: hours(pair[0], sum(pair)))
).map(Periods)


def covered(periods: Periods) -> set[int]:
    """This function will list the hours a set covers, asking for each in turn."""
    return {hour for hour in range(30) if periods.contains(hours(hour, hour + 1).start)}


@given(ours=sets, theirs=sets)
def test_set_operations_agree_with_sets_of_hours(ours: Periods, theirs: Periods) -> None:
    assert covered(ours | theirs) == covered(ours) | covered(theirs)
    assert covered(ours & theirs) == covered(ours) & covered(theirs)
    assert covered(ours - theirs) == covered(ours) - covered(theirs)
    assert (ours - theirs).total() == timedelta(hours=len(covered(ours) - covered(theirs)))
    assert (ours & theirs).total() + (ours - theirs).total() == ours.total()
