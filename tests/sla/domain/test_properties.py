"""What holds for every life of an incident, and a witness that counts minute by minute.

The witness knows no spans, legs or binary searches: it walks from the report, minute after
minute, asks whether the office is open and whether the vendor has the ball, and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.domain.clock import Phase, Reading, read_clock
from sla.domain.effects import Happening, Kind, Milestone
from sla.domain.fold import follow
from sla.domain.promise import Promise
from sla.domain.rules import BusinessDay, Reopened, Rules, SeverityChange
from sla.domain.thresholds import crossings, next_at
from tests.sla.domain.lives import PROMISES

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NONE = timedelta(0)
THURSDAY = datetime(2026, 4, 2, 11, 0, tzinfo=UTC)  # before Easter
LENGTH = 7 * 24 * 60  # minutes of the longest life
PERCENTS = (50, 75, 90)
SETTINGS = settings(max_examples=60, deadline=None)
# What may follow the report, the kinds that move a clock more often than the others.
LATER = [kind for kind in Kind if kind not in {Kind.REPORTED, Kind.SEVERITY_SET}]
SEVERITIES = ["urgent", "soon", "slow"]

minutes = st.one_of(st.integers(0, 600), st.integers(0, LENGTH))
severities = st.sampled_from(SEVERITIES)
rules_of_any_agreement = st.builds(
    Rules,
    deduct_awaiting_customer=st.booleans(),
    response_needs_work_started=st.booleans(),
    resolution_needs_confirmation=st.booleans(),
    severity_change=st.sampled_from(SeverityChange),
    business_day=st.sampled_from(BusinessDay),
    reopened=st.sampled_from(Reopened),
)


@dataclass(frozen=True)
class Life:
    """A history, and the instant of looking at it."""

    happenings: tuple[Happening, ...]
    at: datetime


@st.composite
def later_happenings(draw: st.DrawFn, start: datetime) -> Happening:
    at = start + draw(minutes) * MINUTE
    if draw(st.integers(0, 4)) == 0:
        return Happening(at=at, kind=Kind.SEVERITY_SET, severity=draw(severities))
    return Happening(at=at, kind=draw(st.sampled_from(LATER)), solved=draw(st.booleans()))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    start = THURSDAY + draw(minutes) * MINUTE
    report = Happening(at=start, kind=Kind.REPORTED, severity=draw(severities))
    later = draw(st.lists(later_happenings(start), max_size=8))
    ordered = sorted(later, key=lambda happening: happening.at)
    return Life((report, *ordered), start + draw(st.integers(0, LENGTH)) * MINUTE)


def look(life: Life, rules: Rules, milestone: Milestone = Milestone.RESOLUTION) -> Reading:
    reading = read_clock(milestone, life.happenings, PROMISES, rules, life.at)
    assert reading is not None
    return reading


@SETTINGS
@given(lives(), rules_of_any_agreement, st.sampled_from(Milestone))
def test_segments_part_the_whole_life_and_add_up_to_what_was_spent(
    life: Life, rules: Rules, milestone: Milestone
) -> None:
    clock = look(life, rules, milestone)
    start, end = life.happenings[0].at, clock.stopped_at or life.at
    edges = [start, *(segment.end for segment in clock.segments)]

    assert [segment.start for segment in clock.segments] == edges[:-1]
    assert edges[-1] == end
    assert sum((segment.counted for segment in clock.segments), NONE) == clock.spent
    assert all(NONE <= segment.counted <= segment.end - segment.start for segment in clock.segments)
    assert all(segment.start < segment.end for segment in clock.segments)


@SETTINGS
@given(lives(), rules_of_any_agreement, st.sampled_from(Milestone), st.integers(0, 8))
def test_replay_from_any_point_equals_the_replay_from_the_report(
    life: Life, rules: Rules, milestone: Milestone, cut: int
) -> None:
    seen = [happening for happening in life.happenings if happening.at <= life.at]
    known, rest = seen[: cut + 1], seen[cut + 1 :]

    state = follow(milestone, known, rules, known[-1].at)
    for happening in rest:
        state = state.after(happening)

    assert state == follow(milestone, life.happenings, rules, life.at)


@SETTINGS
@given(lives(), rules_of_any_agreement)
def test_due_at_is_the_least_instant_at_which_the_budget_is_used(life: Life, rules: Rules) -> None:
    unchanged = tuple(each for each in life.happenings if each.kind is not Kind.SEVERITY_SET)
    clock = look(Life(unchanged, life.at), rules)
    if clock.due_at is None or clock.due_at > life.at or clock.stopped_at:
        return
    if rules.reopened is Reopened.RUN and clock.reopenings:
        return  # reopening counts what had passed: before it, less of the same life was spent

    assert look(Life(unchanged, clock.due_at), rules).spent >= clock.budget
    assert look(Life(unchanged, clock.due_at - SECOND), rules).spent < clock.budget


@SETTINGS
@given(lives(), rules_of_any_agreement)
def test_running_clock_left_alone_uses_its_budget_up_at_its_due_instant(
    life: Life, rules: Rules
) -> None:
    seen = tuple(happening for happening in life.happenings if happening.at <= life.at)
    clock = look(Life(seen, life.at), rules)
    if clock.phase is not Phase.RUNNING or clock.due_at is None or clock.due_at <= life.at:
        return

    assert look(Life(seen, clock.due_at), rules).spent == clock.budget
    assert look(Life(seen, clock.due_at - SECOND), rules).spent < clock.budget


@SETTINGS
@given(lives(), rules_of_any_agreement)
def test_nothing_is_crossed_between_now_and_the_next_instant_to_look(
    life: Life, rules: Rules
) -> None:
    seen = tuple(happening for happening in life.happenings if happening.at <= life.at)
    clock = look(Life(seen, life.at), rules)
    upcoming = next_at(clock, PERCENTS)
    if upcoming is None:
        return

    known = len(crossings(clock, PERCENTS))
    assert upcoming > life.at
    assert len(crossings(look(Life(seen, upcoming - SECOND), rules), PERCENTS)) == known
    assert len(crossings(look(Life(seen, upcoming), rules), PERCENTS)) > known


INDEPENDENT = [
    Kind.ACKNOWLEDGED,
    Kind.REPLIED,
    Kind.WORK_STARTED,
    Kind.AWAITING_CUSTOMER,
    Kind.AWAITING_THIRD_PARTY,
]


@SETTINGS
@given(
    st.permutations(INDEPENDENT),
    st.integers(0, 900),
    st.integers(0, LENGTH),
    rules_of_any_agreement,
    st.sampled_from(Milestone),
)
def test_order_of_independent_happenings_at_one_instant_changes_no_figure(
    kinds: Sequence[Kind], minute: int, later: int, rules: Rules, milestone: Milestone
) -> None:
    def told(order: Sequence[Kind]) -> tuple[object, ...]:
        report = Happening(at=THURSDAY, kind=Kind.REPORTED, severity="soon")
        then = THURSDAY + minute * MINUTE
        life = (report, *(Happening(at=then, kind=kind) for kind in order))
        clock = look(Life(life, then + later * MINUTE), rules, milestone)
        return clock.figures, clock.phase, clock.stopped_at, clock.segments

    assert told(kinds) == told(INDEPENDENT)


@settings(max_examples=40, deadline=None)
@given(lives(), rules_of_any_agreement, st.sampled_from(Milestone))
def test_witness_who_counts_minutes_agrees(life: Life, rules: Rules, milestone: Milestone) -> None:
    clock = look(life, rules, milestone)
    witness = Witness(milestone, rules)
    witness.watch(life)

    assert clock.spent == witness.spent(clock)
    assert clock.stopped_at == witness.stopped_at
    assert clock.severity == witness.judged


class Witness:
    """A plain person with a tally sheet: one line a minute, with severity and hours."""

    def __init__(self, milestone: Milestone, rules: Rules) -> None:
        self.milestone, self.rules = milestone, rules
        self.current = self.judged = ""
        self.waiting = self.replied = self.worked = False
        self.stopped_at: datetime | None = None
        self.sheet: list[tuple[datetime, str]] = []  # minutes in which time counts

    def watch(self, life: Life) -> None:
        minute = life.happenings[0].at
        while minute <= life.at:
            for happening in life.happenings:
                if happening.at == minute:
                    self.see(happening)
            if minute < life.at and not self.waiting and self.counts_now:
                self.sheet.append((minute, self.judged))
            minute += MINUTE

    @property
    def counts_now(self) -> bool:
        return self.stopped_at is None or self.rules.reopened is Reopened.RUN

    def spent(self, clock: Reading) -> timedelta:
        """Count the open minutes up to the stop; those after it only if it was reopened."""
        carried = self.rules.severity_change is SeverityChange.CARRY
        until = clock.stopped_at or clock.read_at
        return sum(
            (
                MINUTE
                for minute, then in self.sheet
                if minute < until and promise_of(then if carried else self.judged).is_open(minute)
            ),
            NONE,
        )

    def see(self, happening: Happening) -> None:
        kind = happening.kind
        if kind is Kind.CLOSED and happening.solved:
            kind = Kind.SOLUTION_PROVIDED
        if happening.severity:
            self.current = happening.severity
        if kind in {Kind.REOPENED, Kind.SOLUTION_REJECTED}:
            if self.milestone is Milestone.RESOLUTION and self.stopped_at:
                self.stopped_at, self.waiting = None, False
        elif self.stopped_at is None and (self.is_reached_by(kind) or kind is Kind.CLOSED):
            self.stopped_at, self.waiting = happening.at, False
        elif self.stopped_at is None and self.rules.deduct_awaiting_customer:
            self.wait(kind)
        if self.stopped_at is None:
            self.judged = self.current

    def wait(self, kind: Kind) -> None:
        if kind in {Kind.AWAITING_CUSTOMER, Kind.QUESTION_ASKED}:
            self.waiting = True
        if kind in {Kind.CUSTOMER_REPLIED, Kind.WAIT_ENDED}:
            self.waiting = False

    def is_reached_by(self, kind: Kind) -> bool:
        if self.milestone is Milestone.RESOLUTION:
            needed = self.rules.resolution_needs_confirmation
            return kind is (Kind.CONFIRMED if needed else Kind.SOLUTION_PROVIDED)
        solved = kind is Kind.SOLUTION_PROVIDED
        answers = {Kind.REPLIED, Kind.CALL_LOGGED, Kind.QUESTION_ASKED}
        self.replied = self.replied or solved or kind in answers
        self.worked = self.worked or solved or kind is Kind.WORK_STARTED
        return self.replied and (self.worked or not self.rules.response_needs_work_started)


def promise_of(severity: str) -> "Office":
    promise = PROMISES[severity]
    assert isinstance(promise, Promise)
    return Office(promise)


@dataclass(frozen=True)
class Office:
    """Whether somebody is at the desk, by the local clock on the wall."""

    promise: Promise

    def is_open(self, minute: datetime) -> bool:
        if self.promise.severity == "urgent":
            return True
        local = minute.astimezone(self.promise.calendar.zone)
        closed = local.date().isoformat() in {"2026-04-03", "2026-04-06"}
        hour = local.hour * 60 + local.minute
        return local.weekday() < 5 and not closed and 9 * 60 <= hour < 17 * 60 + 30


@pytest.mark.parametrize("minute", [0, 1])
def test_witness_is_no_friend_of_the_clock(minute: int) -> None:
    """A witness that counted nothing would agree with a clock that counts nothing."""
    start = THURSDAY
    report = Happening(at=start, kind=Kind.REPORTED, severity="urgent")
    witness = Witness(Milestone.RESOLUTION, Rules())
    life = Life((report,), start + (60 + minute) * MINUTE)
    witness.watch(life)

    assert witness.spent(look(life, Rules())) == (60 + minute) * MINUTE
