"""The SLA clock: what is used of a promise, when it runs out, and whether it was kept.

A clock is read, not kept: the same happenings, promises and rules give the same reading at an
instant, today or in a year (CO-05). Using the whole budget to the second still meets it; one
second more misses it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from portal.kernel.refusal import Refusal
from sla.domain.effects import Happening, Milestone, whole_second
from sla.domain.fold import follow
from sla.domain.promise import Promise
from sla.domain.rules import Rules, SeverityChange
from sla.domain.segments import Segment, segments_of
from sla.domain.state import ClockState, Standing
from sla.domain.tally import Promises, Tally, promise_of, take


class Phase(StrEnum):
    """Whether the clock spends its budget."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Outcome(StrEnum):
    """What became of the promise."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    NONE = "none"  # closed with nothing reached: left out of attainment, counted apart


PHASES: dict[Standing, Phase] = {
    Standing.RUNNING: Phase.RUNNING,
    Standing.AWAITING: Phase.PAUSED,
    Standing.REACHED: Phase.STOPPED,
    Standing.LEFT: Phase.STOPPED,
}

OTHER_READING: dict[SeverityChange, SeverityChange] = {
    SeverityChange.RESTATE: SeverityChange.CARRY,
    SeverityChange.CARRY: SeverityChange.RESTATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a clock comes to under one reading of its severity changes."""

    reading: SeverityChange
    budget: timedelta
    spent: timedelta
    due_at: datetime | None  # when the budget is used up; None while it waits with some left
    outcome: Outcome
    never: str = ""  # why nothing is ever due, when no open time is left to use the budget in

    @property
    def breached_at(self) -> datetime | None:
        """This property will return when the promise was missed: when its budget was used up."""
        return self.due_at if self.outcome is Outcome.MISSED else None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A clock as it stands at an instant."""

    milestone: Milestone
    read_at: datetime
    promise: Promise
    promises: Promises
    state: ClockState
    tally: Tally
    figures: Figures

    @cached_property
    def other(self) -> Figures | None:
        """This property will return the reading not chosen, once the severity has changed.

        Pages show it beside the one chosen; stored clocks and replays never ask.
        """
        if not self.state.was_reclassified:
            return None
        other = OTHER_READING[self.figures.reading]
        try:
            tally = take(self.state, self.promise, self.promises, other, self.read_at)
        except Refusal:  # a severity that it once had is none of the agreement's
            return None
        return _figures(self.state, tally, other)

    @property
    def severity(self) -> str:
        """This property will return the severity whose promise is measured."""
        return self.promise.severity

    @property
    def assumed(self) -> bool:
        """This property will say whether the target is assumed, not published (HR-11)."""
        return self.promise.assumed

    @property
    def budget(self) -> timedelta:
        """This property will return the business time promised."""
        return self.figures.budget

    @property
    def spent(self) -> timedelta:
        """This property will return the business time used."""
        return self.figures.spent

    @property
    def due_at(self) -> datetime | None:
        """This property will return when the budget is used up, None while that is unknown."""
        return self.figures.due_at

    @property
    def outcome(self) -> Outcome:
        """This property will return what became of the promise."""
        return self.figures.outcome

    @property
    def breached_at(self) -> datetime | None:
        """This property will return the instant to stamp a miss with, whenever it is noticed."""
        return self.figures.breached_at

    @property
    def phase(self) -> Phase:
        """This property will say whether the clock runs, waits or has stopped."""
        return PHASES[self.state.standing]

    @property
    def stopped_at(self) -> datetime | None:
        """This property will return when the milestone was reached or left."""
        return self.state.since if self.state.is_stopped else None

    @property
    def reopenings(self) -> int:
        """This property will count how often the clock was made to go on after it had stopped."""
        return self.state.reopenings

    @property
    def is_only_by_rereading(self) -> bool:
        """This property will mark a miss that only reading the past again has made (LU-15)."""
        return (
            self.outcome is Outcome.MISSED
            and self.figures.reading is SeverityChange.RESTATE
            and self.other is not None
            and self.other.outcome is not Outcome.MISSED
        )

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """This property will return the arithmetic behind `spent`, line by line (CO-06)."""
        return segments_of(self.tally)


def read_clock(
    milestone: Milestone,
    happenings: Iterable[Happening],
    promises: Promises,
    rules: Rules,
    at: datetime,
) -> Reading | None:
    """This function will read a milestone's clock at an instant; None: nothing is promised.

    Happenings after `at` are unseen, so asking "what if the customer answers at three?" is
    adding that happening and reading at three.

    :raises Refusal: if the happenings are no incident's, or name a severity without a promise.
    """
    at = whole_second(at)
    state = follow(milestone, happenings, rules, at)
    promise = promise_of(promises, state.judged_on)
    if promise is None:
        return None
    tally = take(state, promise, promises, rules.severity_change, at)
    return Reading(
        milestone=milestone,
        read_at=at,
        promise=promise,
        promises=promises,
        state=state,
        tally=tally,
        figures=_figures(state, tally, rules.severity_change),
    )


def _figures(state: ClockState, tally: Tally, reading: SeverityChange) -> Figures:
    never = ""
    try:
        due_at = tally.instant_of(tally.budget)
    except Refusal as refusal:  # no open time ahead: an answer with its reason, not a crash
        due_at, never = None, str(refusal)
    return Figures(
        reading=reading,
        budget=tally.budget,
        spent=tally.spent,
        due_at=due_at,
        outcome=_outcome(state, tally),
        never=never,
    )


def _outcome(state: ClockState, tally: Tally) -> Outcome:
    if state.standing is Standing.LEFT:
        return Outcome.NONE
    if tally.is_over:
        return Outcome.MISSED
    return Outcome.MET if state.is_stopped else Outcome.OPEN
