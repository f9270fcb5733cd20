"""Where a clock stands between happenings: a value, and every happening returns a new one.

Nothing is counted here. The state says in which stretches of its life a clock ran, waited or
stood stopped; what these stretches weigh is for `sla.domain.tally` to say, so that one life can
be read on any severity's hours.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Self

from sla.domain.effects import Effect, Happening, Milestone, effects_of
from sla.domain.rules import Rules


class Standing(StrEnum):
    """What a clock is doing, and why."""

    RUNNING = "running"
    AWAITING = "awaiting customer"
    REACHED = "stood solved"
    LEFT = "stood closed"  # closed for a reason other than a solution


STOPPED = frozenset({Standing.REACHED, Standing.LEFT})
GOING = frozenset({Standing.RUNNING, Standing.AWAITING})


class Move(StrEnum):
    """The ways from one standing to another."""

    PAUSE = "pause"
    RESUME = "resume"
    REACH = "reach"
    LEAVE = "leave"
    REOPEN = "reopen"


# A move that does not fit is no move: a second "awaiting" in a row is the same wait, a solution
# to what is solved changes nothing.
MOVES: dict[Move, tuple[frozenset[Standing], Standing]] = {
    Move.PAUSE: (frozenset({Standing.RUNNING}), Standing.AWAITING),
    Move.RESUME: (frozenset({Standing.AWAITING}), Standing.RUNNING),
    Move.REACH: (GOING, Standing.REACHED),
    Move.LEAVE: (GOING, Standing.LEFT),
    Move.REOPEN: (STOPPED, Standing.RUNNING),
}


# Tuples: a replay of a million incidents makes tens of millions of these values, and a tuple is
# made, and made anew with a change, in a third of a frozen dataclass's time.
class Span(NamedTuple):
    """A stretch [start, end) of one standing and one severity."""

    start: datetime
    end: datetime
    standing: Standing
    severity: str | None
    begun_by: str = ""
    ended_by: str = ""


class ClockState(NamedTuple):
    """A clock between two happenings."""

    milestone: Milestone
    rules: Rules
    reported_at: datetime
    severity: str | None  # the incident's, followed also while the clock is stopped
    judged_on: str | None  # the clock's: a milestone reached keeps the severity it had (LU-15)
    judged_since: datetime  # when the clock came to be read on it
    since: datetime  # when this standing, or this severity, began
    standing: Standing = Standing.RUNNING
    begun_by: str = ""
    past: tuple[Span, ...] = ()
    has_reply: bool = False
    has_work: bool = False
    reopenings: int = 0
    episode: int = 0  # how many budgets it had before this one: a new one warns anew

    @classmethod
    def from_report(cls, milestone: Milestone, rules: Rules, report: Happening) -> Self:
        """This function will start the clock at the receipt of the report (LU-15)."""
        return cls(
            milestone=milestone,
            rules=rules,
            reported_at=report.at,
            since=report.at,
            judged_since=report.at,
            severity=report.severity,
            judged_on=report.severity,
        )

    @property
    def is_stopped(self) -> bool:
        """This property will say whether the milestone was reached or left."""
        return self.standing in STOPPED

    @property
    def was_reclassified(self) -> bool:
        """This property will say whether the clock was ever read on another severity."""
        return self.judged_since > self.reported_at

    def after(self, happening: Happening) -> "ClockState":
        """This method will return the clock as the happening leaves it."""
        state = self
        for effect in effects_of(happening, self.milestone):
            state = STEPS[effect](state, happening)
        return state

    def spans(self, at: datetime) -> tuple[Span, ...]:
        """This method will return the stretches from the report to `at`, or to the stop."""
        return self.past if self.is_stopped else (*self.past, *self._span_to(at))

    def move(self, move: Move, happening: Happening) -> Self:
        """This method will take the move where it fits and return the clock as it is elsewhere."""
        leaves_from, standing = MOVES[move]
        if self.standing not in leaves_from:
            return self
        # Written out, since naming what changes takes twice the time, and a replay moves most.
        return type(self)(
            self.milestone,
            self.rules,
            self.reported_at,
            self.severity,
            self.judged_on,
            self.judged_since,
            happening.at,
            standing,
            happening.actor,
            (*self.past, *self._span_to(happening.at, happening.actor)),
            self.has_reply,
            self.has_work,
            self.reopenings,
            self.episode,
        )

    def judge_on(self, severity: str | None, at: datetime) -> Self:
        """This method will begin a span of another severity; the standing stays as it is."""
        if severity == self.judged_on:
            return self
        return self._replace(
            judged_on=severity,
            judged_since=at,
            since=at,
            past=(*self.past, *self._span_to(at)),
            episode=self.episode + 1,
        )

    def classified_first(self, severity: str) -> Self:
        """This method will read the clock from its report on: a first severity is no change."""
        past = tuple(span._replace(severity=severity) for span in self.past)
        return self._replace(severity=severity, judged_on=severity, past=past)

    def _span_to(self, at: datetime, ended_by: str = "") -> tuple[Span, ...]:
        if at <= self.since:
            return ()
        return (Span(self.since, at, self.standing, self.judged_on, self.begun_by, ended_by),)


def _engaged(state: ClockState, happening: Happening) -> ClockState:
    """This function will stop a response that has all it needs: the later of the two (PQ-10)."""
    is_enough = state.has_work or not state.rules.response_needs_work_started
    return state.move(Move.REACH, happening) if state.has_reply and is_enough else state


def _reply(state: ClockState, happening: Happening) -> ClockState:
    known = state if state.has_reply else state._replace(has_reply=True)
    return _engaged(known, happening)


def _work(state: ClockState, happening: Happening) -> ClockState:
    known = state if state.has_work else state._replace(has_work=True)
    return _engaged(known, happening)


def _wait(state: ClockState, happening: Happening) -> ClockState:
    return state.move(Move.PAUSE, happening) if state.rules.deduct_awaiting_customer else state


def _go_on(state: ClockState, happening: Happening) -> ClockState:
    return state.move(Move.RESUME, happening)


def _solve(state: ClockState, happening: Happening) -> ClockState:
    needs_more = state.rules.resolution_needs_confirmation
    return state if needs_more else state.move(Move.REACH, happening)


def _confirm(state: ClockState, happening: Happening) -> ClockState:
    """This function will stop a resolution that only the customer can (HR-12).

    Who confirms a correction says that there is one, so it need not be recorded before.
    """
    is_enough = state.rules.resolution_needs_confirmation
    return state.move(Move.REACH, happening) if is_enough else state


def _reopen(state: ClockState, happening: Happening) -> ClockState:
    """This function will let the same clock go on, now on the severity the incident has."""
    if not state.is_stopped:
        return state
    moved = state.move(Move.REOPEN, happening)
    running = moved._replace(reopenings=state.reopenings + 1)
    return running.judge_on(state.severity, happening.at)


def _leave(state: ClockState, happening: Happening) -> ClockState:
    return state.move(Move.LEAVE, happening)


def _classify(state: ClockState, happening: Happening) -> ClockState:
    """This function will read a going clock on the new severity; a stopped one keeps its own."""
    severity = happening.severity
    if severity is None or severity == state.severity:
        return state
    if state.severity is None:
        return state.classified_first(severity)
    known = state._replace(severity=severity)
    return known if state.is_stopped else known.judge_on(severity, happening.at)


STEPS: dict[Effect, Callable[[ClockState, Happening], ClockState]] = {
    Effect.REPLY: _reply,
    Effect.WORK: _work,
    Effect.WAIT: _wait,
    Effect.GO_ON: _go_on,
    Effect.CLASSIFY: _classify,
    Effect.SOLVE: _solve,
    Effect.CONFIRM: _confirm,
    Effect.REOPEN: _reopen,
    Effect.LEAVE: _leave,
}
