"""Hours that change from a date on: each date counts as was agreed for it (LU-02, CO-04)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.business_time import BusinessCalendar, Window
from portal.kernel.period import Periods
from portal.kernel.refusal import Refusal
from tests.portal.kernel.calendars import (
    ALL_DAY,
    EVERY_DAY,
    NIGHT_SHIFT,
    calendar,
    hours,
    local,
)
from tests.portal.kernel.test_business_time_oracle import DAYS, seconds

LONDON = "Europe/London"
WEDNESDAY = date(2026, 3, 4)
SHORT = calendar(LONDON)  # 09:00 to 17:00
LONG = calendar(LONDON, (Window.parse("08:00", "20:00"),))
LONGER = SHORT.changing([(WEDNESDAY, LONG)])


@pytest.mark.parametrize(
    ("start", "end", "spent"),
    [
        pytest.param("2026-03-03 09:00", "2026-03-03 20:00", 8, id="as-agreed-before"),
        pytest.param("2026-03-04 07:00", "2026-03-04 20:00", 12, id="as-agreed-now"),
        pytest.param("2026-03-03 09:00", "2026-03-04 20:00", 20, id="across"),
        pytest.param("2026-03-06 20:00", "2026-03-09 08:00", 0, id="over-the-weekend"),
    ],
)
def test_each_date_counts_as_was_agreed_for_it(start: str, end: str, spent: int) -> None:
    assert LONGER.between(local(start), local(end)) == hours(spent)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        pytest.param("2026-03-03 15:00", 4, "2026-03-04 10:00", id="2-h-before-and-2-h-from-8"),
        pytest.param("2026-03-03 15:00", 2, "2026-03-03 17:00", id="the-old-close"),
        pytest.param("2026-03-04 10:00", -4, "2026-03-03 15:00", id="backwards"),
        pytest.param("2026-03-03 17:00", 12, "2026-03-04 20:00", id="the-new-close"),
    ],
)
def test_after_goes_over_the_change(start: str, amount: int, due: str) -> None:
    assert LONGER.after(local(start), hours(amount)) == local(due)


def test_a_business_day_stays_as_long_as_it_was() -> None:
    assert LONGER.regular_day() == hours(8)


def test_a_shift_begun_before_the_date_goes_on_to_its_end() -> None:
    nights = calendar(LONDON, NIGHT_SHIFT, EVERY_DAY).changing([(WEDNESDAY, SHORT)])

    assert nights.between(local("2026-03-03 22:00"), local("2026-03-04 09:00")) == hours(8)
    assert nights.between(local("2026-03-04 06:00"), local("2026-03-05 06:00")) == hours(8)


def test_hours_that_meet_are_counted_once() -> None:
    nights = calendar(LONDON, NIGHT_SHIFT, EVERY_DAY)
    always = calendar(LONDON, ALL_DAY, EVERY_DAY)

    changed = nights.changing([(WEDNESDAY, always)])

    assert changed.between(local("2026-03-03 22:00"), local("2026-03-04 12:00")) == hours(14)


def test_holidays_are_those_agreed_for_the_date() -> None:
    closed = calendar(LONDON, holidays={"2026-03-03": "Before", "2026-03-05": "Founder's day"})

    changed = closed.changing([(WEDNESDAY, calendar(LONDON, holidays={"2026-03-04": "Opening"}))])

    parts = changed.stretches(local("2026-03-03 00:00"), local("2026-03-06 00:00"))
    assert [part.reason for part in parts] == [
        "holiday: Before, holiday: Opening, night",
        "open",
        "night",
    ]


def test_hours_may_change_more_than_once() -> None:
    changed = SHORT.changing([(WEDNESDAY, LONG), (date(2026, 3, 6), SHORT)])

    days = [changed.windows_on(date(2026, 3, day)) for day in (3, 4, 5, 6)]
    assert days == [
        SHORT.windows_on(WEDNESDAY),
        LONG.windows_on(WEDNESDAY),
        LONG.windows_on(WEDNESDAY),
        SHORT.windows_on(WEDNESDAY),
    ]


def test_hours_that_end_are_never_open_again_and_ones_that_begin_open_then() -> None:
    nothing = BusinessCalendar(LONDON, {})

    with pytest.raises(Refusal, match="not that much open time ahead"):
        SHORT.changing([(WEDNESDAY, nothing)]).after(local("2026-03-03 17:00"), hours(1))
    begins = nothing.changing([(WEDNESDAY, SHORT)])
    assert begins.next_opening(local("2026-03-02 09:00")) == local("2026-03-04 09:00")
    assert not begins.is_empty


def test_hours_without_rest_change_by_the_dates_of_the_others_zone() -> None:
    york = calendar("America/New_York")

    ending = BusinessCalendar.always().in_zone("America/New_York").changing([(WEDNESDAY, york)])
    beginning = york.changing([(WEDNESDAY, BusinessCalendar.always())])

    midnight = local("2026-03-04 00:00", "America/New_York")
    assert ending.after(midnight - hours(1), hours(2)) == local(
        "2026-03-04 10:00", "America/New_York"
    )
    assert beginning.next_opening(local("2026-03-03 17:00", "America/New_York")) == midnight


def test_hours_of_two_zones_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        SHORT.changing([(WEDNESDAY, calendar("America/New_York"))])

    assert str(refused.value) == (
        "Hours in Europe/London cannot go over into hours in America/New_York."
    )
    with pytest.raises(ValueError, match="Only hours that never rest"):
        SHORT.in_zone("America/New_York")


def test_changed_hours_are_compared_by_value() -> None:
    again = calendar(LONDON).changing([(WEDNESDAY, LONG)])

    assert again == LONGER
    assert hash(again) == hash(LONGER)
    assert LONGER != SHORT


@st.composite
def spliced(draw: st.DrawFn) -> tuple[date, BusinessCalendar, BusinessCalendar, BusinessCalendar]:
    """This function will draw a date, the hours before and from it, and the two joined."""
    zone, around = draw(st.sampled_from(DAYS))
    minute = st.integers(0, 48).map(lambda half_hour: half_hour * 30 * 60)
    window = st.tuples(minute.filter(lambda opens: opens < 86_400), minute)
    weekly = st.dictionaries(st.integers(0, 6), st.lists(window, max_size=2), min_size=1)

    def drawn() -> BusinessCalendar:
        agreed = draw(weekly)
        agreed.setdefault(around.weekday(), []).append((9 * 3600, 17 * 3600))
        return BusinessCalendar(
            zone, {day: [Window(*pair) for pair in pairs] for day, pairs in agreed.items()}
        )

    since = around + timedelta(days=draw(st.integers(-2, 2)))
    first, second = drawn(), drawn()
    return since, first, second, first.changing([(since, second)])


def on_dates(agreed: BusinessCalendar, since: date, *, before: bool) -> BusinessCalendar:
    """This function will close a calendar on all dates of three weeks on one side of a date."""
    step, first = (1, 0) if before else (-1, 1)
    closed = {since + timedelta(days=step * day): () for day in range(first, 22)}
    return BusinessCalendar(agreed.zone, agreed.schedule.weekly, date_hours=closed)


@settings(max_examples=200, deadline=None)
@given(joined=spliced(), first=seconds, second=seconds)
def test_joined_hours_are_those_before_and_those_from_the_date(
    joined: tuple[date, BusinessCalendar, BusinessCalendar, BusinessCalendar],
    first: int,
    second: int,
) -> None:
    since, old, new, changed = joined
    noon = datetime(since.year, since.month, since.day, 12, tzinfo=UTC)
    start, end = sorted(noon + timedelta(seconds=offset) for offset in (first, second))

    parts = on_dates(old, since, before=True).open_periods(start, end)
    parts |= on_dates(new, since, before=False).open_periods(start, end)

    assert changed.open_periods(start, end) == parts
    assert changed.between(start, end) == parts.total()
    if spent := parts.total():
        assert changed.after(start, spent) == list(parts)[-1].end


@settings(max_examples=100, deadline=None)
@given(joined=spliced(), first=seconds, second=seconds)
def test_stretches_of_joined_hours_part_the_time_exactly(
    joined: tuple[date, BusinessCalendar, BusinessCalendar, BusinessCalendar],
    first: int,
    second: int,
) -> None:
    since, _, _, changed = joined
    noon = datetime(since.year, since.month, since.day, 12, tzinfo=UTC)
    start, end = sorted(noon + timedelta(seconds=offset) for offset in (first, second))

    parts = list(changed.stretches(start, end))

    assert Periods(part.period for part in parts).total() == end - start
    assert [part.period.start for part in parts[1:]] == [part.period.end for part in parts[:-1]]
    open_time = sum((p.period.duration for p in parts if p.is_open), timedelta(0))
    assert open_time == changed.between(start, end)
