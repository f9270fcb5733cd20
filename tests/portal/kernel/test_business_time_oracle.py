"""Random calendars around the days on which clocks jump, against a walk minute by minute."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.business_time import BusinessCalendar, Window
from portal.kernel.period import Period, Periods
from tests.portal.kernel.oracle import Oracle, Windows

# Each zone with days on which its clocks jump, or, where they never do, an ordinary day.
DAYS = [
    ("UTC", date(2024, 2, 29)),
    ("Europe/London", date(2025, 3, 30)),
    ("Europe/London", date(2025, 10, 26)),
    ("America/New_York", date(2025, 3, 9)),
    ("America/New_York", date(2025, 11, 2)),
    ("America/Sao_Paulo", date(2010, 10, 17)),  # midnight is skipped
    ("America/Sao_Paulo", date(2016, 2, 21)),  # the last hour of Saturday comes twice
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Havana", date(2025, 11, 2)),  # midnight comes twice
    ("Australia/Lord_Howe", date(2025, 4, 6)),  # half an hour
    ("Australia/Lord_Howe", date(2025, 10, 5)),
    ("Asia/Kolkata", date(2025, 8, 15)),
    ("Pacific/Apia", date(2011, 12, 30)),  # the whole date is skipped
    ("Pacific/Kiritimati", date(2025, 12, 31)),
    ("Africa/Casablanca", date(2025, 2, 23)),
    ("Africa/Casablanca", date(2025, 4, 6)),
]


@dataclass(frozen=True)
class Setting:
    """A calendar with its oracle, and the pauses of a clock that runs on it."""

    around: date
    calendar: BusinessCalendar
    oracle: Oracle
    pauses: Periods

    @property
    def noon(self) -> datetime:
        """This function will return an instant on the day around which all happens."""
        return datetime(self.around.year, self.around.month, self.around.day, 12, tzinfo=UTC)


clock_minutes = st.one_of(
    st.integers(0, 47).map(lambda half_hour: half_hour * 30),
    st.integers(0, 16).map(lambda quarter: quarter * 15),  # where clocks jump
)
windows = st.lists(st.tuples(clock_minutes, st.one_of(clock_minutes, st.just(24 * 60))), max_size=3)
offsets = st.integers(-4, 4)
seconds = st.integers(-3 * 86_400, 3 * 86_400)
minutes = st.integers(-3 * 1440, 3 * 1440)


@st.composite
def clocks(draw: st.DrawFn) -> Setting:
    """This function will draw a zone and a day, hours that are sometimes open, and pauses."""
    zone, around = draw(st.sampled_from(DAYS))
    weekly = draw(st.dictionaries(st.integers(0, 6), windows, min_size=1))
    weekly.setdefault(around.weekday(), []).append((9 * 60, 17 * 60))
    holidays = [around + timedelta(days=offset) for offset in draw(st.lists(offsets, max_size=2))]
    date_hours = {
        around + timedelta(days=offset): hours
        for offset, hours in draw(st.dictionaries(offsets, windows, max_size=2)).items()
    }
    oracle = Oracle(zone, around, weekly, holidays, date_hours)
    pauses = draw(st.lists(st.tuples(minutes, st.integers(1, 1440)), max_size=3))
    calendar = BusinessCalendar(
        zone,
        {day: _windows(hours) for day, hours in weekly.items()},
        holidays=dict.fromkeys(holidays, "Holiday"),
        date_hours={day: _windows(hours) for day, hours in date_hours.items()},
    )
    setting = Setting(around, calendar, oracle, Periods())
    periods = [
        Period(start, start + timedelta(minutes=length))
        for start, length in ((setting.noon + timedelta(minutes=m), n) for m, n in pauses)
    ]
    for period in periods:
        oracle.pause(period.start, period.end)
    return Setting(around, calendar, oracle, Periods(periods))


def _windows(hours: Windows) -> list[Window]:
    """This function will turn minutes into windows."""
    return [Window(opens * 60, closes * 60) for opens, closes in hours]


@settings(max_examples=300, deadline=None)
@given(setting=clocks(), first=seconds, second=seconds)
def test_between_agrees_with_counting_minutes(setting: Setting, first: int, second: int) -> None:
    start, end = sorted(setting.noon + timedelta(seconds=offset) for offset in (first, second))

    spent = setting.calendar.between(start, end, excluding=setting.pauses)

    assert spent == setting.oracle.between(start, end)


@settings(max_examples=300, deadline=None)
@given(setting=clocks(), offset=seconds, amount=st.integers(1, 40 * 3600))
def test_after_agrees_with_walking_on(setting: Setting, offset: int, amount: int) -> None:
    start, budget = setting.noon + timedelta(seconds=offset), timedelta(seconds=amount)

    due = setting.calendar.after(start, budget, excluding=setting.pauses)

    expected = setting.oracle.after(start, budget)
    # The walk opens the windows of six days each way; further off it knows nothing.
    limit = setting.noon + timedelta(days=4)
    assert due == expected or (due > limit and (expected is None or expected > limit))


@settings(max_examples=300, deadline=None)
@given(setting=clocks(), offset=seconds, amount=st.integers(1, 40 * 3600))
def test_a_negative_amount_agrees_with_walking_back(
    setting: Setting, offset: int, amount: int
) -> None:
    start, budget = setting.noon + timedelta(seconds=offset), timedelta(seconds=amount)

    begun = setting.calendar.after(start, -budget, excluding=setting.pauses)

    expected = setting.oracle.before(start, budget)
    limit = setting.noon - timedelta(days=4)
    assert begun == expected or (begun < limit and (expected is None or expected < limit))


@settings(max_examples=100, deadline=None)
@given(setting=clocks(), first=seconds, second=seconds)
def test_stretches_part_the_time_exactly(setting: Setting, first: int, second: int) -> None:
    start, end = sorted(setting.noon + timedelta(seconds=offset) for offset in (first, second))
    calendar = setting.calendar

    parts = list(calendar.stretches(start, end))

    assert Periods(part.period for part in parts).total() == end - start
    assert [part.period.start for part in parts[1:]] == [part.period.end for part in parts[:-1]]
    assert all(one.is_open != next_.is_open for one, next_ in pairwise(parts))
    assert all(part.reason for part in parts)
    opened = Periods(part.period for part in parts if part.is_open)
    assert opened == calendar.open_periods(start, end)
    assert opened.total() == calendar.between(start, end)
    assert all(calendar.is_open(part.period.start) == part.is_open for part in parts)


@settings(max_examples=100, deadline=None)
@given(setting=clocks(), offset=seconds, amount=st.integers(1, 10**12))
def test_after_and_between_undo_each_other_to_the_microsecond(
    setting: Setting, offset: int, amount: int
) -> None:
    start, budget = setting.noon + timedelta(seconds=offset), timedelta(microseconds=amount)
    calendar, pauses = setting.calendar, setting.pauses

    due = calendar.after(start, budget, excluding=pauses)
    assert calendar.between(start, due, excluding=pauses) == budget
    just_before = due - timedelta(microseconds=1)
    assert calendar.between(start, just_before, excluding=pauses) < budget

    begun = calendar.after(due, -budget, excluding=pauses)
    assert begun >= start
    assert calendar.between(begun, due, excluding=pauses) == budget
