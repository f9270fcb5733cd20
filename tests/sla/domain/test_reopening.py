"""A solution that did not hold: the same clock goes on."""

import pytest

from sla.domain.clock import Outcome, Phase
from sla.domain.effects import Kind, Milestone
from sla.domain.rules import Reopened, Rules
from tests.sla.domain.lives import DEDUCTING, hours, it, london, read, reported

RUNNING_ON = Rules(reopened=Reopened.RUN)
CONFIRMING = Rules(resolution_needs_confirmation=True)
SOLVED = (reported("09:00"), it(Kind.SOLUTION_PROVIDED, "11:00", by="Marek"))


@pytest.mark.parametrize("kind", [Kind.REOPENED, Kind.SOLUTION_REJECTED])
def test_time_it_stood_solved_is_deducted(kind: Kind) -> None:
    clock = read(*SOLVED, it(kind, "15:00"), at="16:00")

    assert (clock.phase, clock.outcome, clock.spent) == (Phase.RUNNING, Outcome.OPEN, hours(3))
    assert clock.due_at == london("2026-03-03 12:30")
    assert clock.reopenings == 1


def test_time_it_stood_solved_counts_where_the_agreement_lets_it_run() -> None:
    clock = read(*SOLVED, it(Kind.REOPENED, "15:00"), at="16:00", rules=RUNNING_ON)

    assert (clock.spent, clock.due_at) == (hours(7), london("17:00"))
    assert [str(line) for line in clock.segments] == [
        "running",
        "running: while it stood solved",
        "running",
    ]


def test_clock_that_runs_on_may_be_missed_by_the_reopening_alone() -> None:
    life = (*SOLVED, it(Kind.REOPENED, "2026-03-05 09:00"))

    assert read(*life, at="2026-03-05 09:00", rules=RUNNING_ON).outcome is Outcome.MISSED
    assert read(*life, at="2026-03-05 09:00", rules=DEDUCTING).outcome is Outcome.OPEN


def test_second_solution_stops_the_clock_again() -> None:
    life = (*SOLVED, it(Kind.REOPENED, "15:00"), it(Kind.SOLUTION_PROVIDED, "16:00"))

    clock = read(*life, at="2026-03-04 12:00")

    assert (clock.outcome, clock.spent, clock.stopped_at) == (
        Outcome.MET,
        hours(3),
        london("16:00"),
    )


def test_reopening_twice_deducts_both_stands() -> None:
    life = (
        *SOLVED,
        it(Kind.REOPENED, "12:00"),
        it(Kind.SOLUTION_PROVIDED, "13:00"),
        it(Kind.REOPENED, "14:00"),
    )

    clock = read(*life, at="15:00")

    assert (clock.spent, clock.reopenings) == (hours(4), 2)


def test_missed_resolution_stays_missed_when_it_is_reopened() -> None:
    late = (reported("09:00"), it(Kind.SOLUTION_PROVIDED, "17:15"))

    clock = read(*late, it(Kind.REOPENED, "2026-03-03 09:00"), at="2026-03-03 10:00")

    assert (clock.outcome, clock.breached_at) == (Outcome.MISSED, london("17:00"))


def test_response_once_given_is_not_taken_back_by_a_reopening() -> None:
    clock = read(
        *SOLVED, it(Kind.REOPENED, "15:00"), at="2026-03-04 12:00", milestone=Milestone.RESPONSE
    )

    assert (clock.stopped_at, clock.outcome, clock.reopenings) == (london("11:00"), Outcome.MET, 0)


def test_incident_closed_unsolved_and_reopened_goes_on_less_the_time_it_stood_closed() -> None:
    life = (reported("09:00"), it(Kind.CLOSED, "11:00", by="Marek"), it(Kind.REOPENED, "15:00"))

    clock = read(*life, at="16:00")

    assert (clock.outcome, clock.spent) == (Outcome.OPEN, hours(3))
    assert str(clock.segments[1]) == "stood closed: closed by Marek"


def test_reopening_what_runs_is_no_reopening() -> None:
    clock = read(reported("09:00"), it(Kind.REOPENED, "11:00"), at="12:00")

    assert (clock.spent, clock.reopenings) == (hours(3), 0)


def test_rejected_solution_that_nobody_confirmed_never_stopped_the_clock() -> None:
    life = (*SOLVED, it(Kind.SOLUTION_REJECTED, "12:00"))

    assert read(*life, at="13:00", rules=CONFIRMING).spent == hours(4)


def test_confirmed_solution_that_is_reopened_needs_another_confirmation() -> None:
    life = (
        *SOLVED,
        it(Kind.CONFIRMED, "12:00"),
        it(Kind.REOPENED, "14:00"),
        it(Kind.SOLUTION_PROVIDED, "15:00"),
    )

    assert read(*life, at="16:00", rules=CONFIRMING).phase is Phase.RUNNING
    confirmed = read(*life, it(Kind.CONFIRMED, "15:30"), at="16:00", rules=CONFIRMING)
    assert (confirmed.phase, confirmed.spent) == (Phase.STOPPED, hours(4.5))


def test_wait_is_over_once_the_incident_was_solved_and_reopened() -> None:
    life = (
        reported("09:00"),
        it(Kind.AWAITING_CUSTOMER, "10:00"),
        it(Kind.SOLUTION_PROVIDED, "11:00"),
        it(Kind.REOPENED, "12:00"),
    )

    clock = read(*life, at="13:00")

    assert (clock.phase, clock.spent) == (Phase.RUNNING, hours(2))
