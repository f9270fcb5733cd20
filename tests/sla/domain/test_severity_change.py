"""A severity that changes: the life read again (LU-15), or what was used carried over."""

from datetime import timedelta

import pytest

from sla.domain.clock import Outcome, Reading, read_clock
from sla.domain.effects import Happening, Kind, Milestone
from sla.domain.rules import Rules, SeverityChange
from tests.sla.domain.lives import (
    DEDUCTING,
    PROMISES,
    hours,
    it,
    london,
    read,
    reported,
    severity_set,
)

CARRYING = Rules(deduct_awaiting_customer=True, severity_change=SeverityChange.CARRY)
# Slow from Saturday noon, made urgent on Monday at 10:00: by then one office hour was used, but
# 46 hours had passed around the clock.
RAISED = (reported("2026-02-28 12:00", "slow"), severity_set("2026-03-02 10:00", "urgent"))
# Urgent from 09:00, found to be no more than "soon" at 15:00, when its 4 hours were over.
LOWERED = (reported("09:00", "urgent"), severity_set("15:00", "soon"))


def restated(*life: Happening, at: str) -> Reading:
    return read(*life, at=at, rules=DEDUCTING)


def carried(*life: Happening, at: str) -> Reading:
    return read(*life, at=at, rules=CARRYING)


def test_restated_clock_reads_its_whole_life_on_the_new_severitys_hours() -> None:
    clock = restated(*RAISED, at="10:00")

    assert (clock.severity, clock.budget, clock.spent) == ("urgent", hours(4), hours(46))
    assert clock.due_at == clock.breached_at == london("2026-02-28 16:00")


def test_carried_clock_keeps_what_was_used_and_counts_the_rest_on_the_new_hours() -> None:
    clock = carried(*RAISED, at="11:00")

    assert (clock.severity, clock.budget, clock.spent) == ("urgent", hours(4), hours(2))
    assert (clock.due_at, clock.outcome) == (london("13:00"), Outcome.OPEN)


def test_both_readings_are_told_beside_each_other() -> None:
    clock = restated(*RAISED, at="11:00")

    assert clock.other is not None
    assert clock.figures.reading is SeverityChange.RESTATE
    assert clock.other == carried(*RAISED, at="11:00").figures
    assert carried(*RAISED, at="11:00").other == clock.figures


def test_miss_that_only_the_re_reading_made_is_marked_until_the_other_reading_misses_too() -> None:
    assert restated(*RAISED, at="10:00").is_only_by_rereading
    assert restated(*RAISED, at="13:00:00").is_only_by_rereading
    assert not restated(*RAISED, at="13:00:01").is_only_by_rereading


def test_miss_without_a_severity_change_is_nobodys_re_reading() -> None:
    clock = restated(reported("09:00", "urgent"), at="15:00")

    assert (clock.outcome, clock.other) == (Outcome.MISSED, None)
    assert not clock.is_only_by_rereading


def test_carried_miss_is_never_a_re_reading() -> None:
    assert not carried(*RAISED, at="2026-03-03 13:00").is_only_by_rereading


def test_each_new_budget_begins_an_episode_in_which_people_are_warned_anew() -> None:
    assert restated(reported("09:00"), at="10:00").state.episode == 0
    assert restated(*RAISED, at="10:00").state.episode == 1
    assert restated(*RAISED, severity_set("11:00", "urgent"), at="12:00").state.episode == 1


def test_milder_severity_reopens_the_question_whether_the_promise_is_kept() -> None:
    assert restated(*LOWERED, at="14:59").outcome is Outcome.MISSED
    clock = restated(*LOWERED, at="15:00")

    assert (clock.outcome, clock.spent, clock.due_at) == (Outcome.OPEN, hours(6), london("17:00"))


def test_carried_budget_that_is_used_up_when_given_is_due_at_once_and_not_before() -> None:
    life = (reported("09:00", "soon"), severity_set("15:00", "urgent"))

    assert carried(*life, at="15:00").breached_at == london("15:00")
    assert restated(*life, at="15:00").breached_at == london("13:00")


def test_milestone_already_reached_keeps_its_severity_and_outcome() -> None:
    life = (reported("09:00"), it(Kind.REPLIED, "10:00"), severity_set("15:00", "urgent"))

    clock = read(*life, at="16:00", milestone=Milestone.RESPONSE)

    assert (clock.severity, clock.outcome, clock.spent) == ("soon", Outcome.MET, hours(1))
    assert clock.other is None


def test_setting_the_severity_it_has_changes_nothing() -> None:
    life = (reported("09:00"), severity_set("11:00", "soon"))

    assert restated(*life, at="12:00").other is None
    assert len(restated(*life, at="12:00").segments) == 1


@pytest.mark.parametrize("rules", [DEDUCTING, CARRYING], ids=["restate", "carry"])
def test_severity_that_goes_and_comes_back_has_its_first_figures_when_hours_agree(
    rules: Rules,
) -> None:
    life = (reported("09:00"), severity_set("10:00", "slow"), severity_set("11:00", "soon"))

    clock = read(*life, at="12:00", rules=rules)

    assert (clock.spent, clock.due_at) == (hours(3), london("17:00"))


def test_severity_that_is_promised_nothing_has_no_clock_while_it_lasts() -> None:
    life = (reported("09:00"), severity_set("10:00", "idle"), severity_set("12:00", "soon"))

    idle = read_clock(Milestone.RESOLUTION, life, PROMISES, DEDUCTING, london("11:00"))

    assert idle is None
    assert restated(*life, at="13:00").spent == hours(4)
    assert carried(*life, at="13:00").spent == hours(2)


def test_stretch_that_was_promised_nothing_is_told_in_the_carried_arithmetic() -> None:
    life = (reported("09:00"), severity_set("10:00", "idle"), severity_set("12:00", "soon"))

    lines = [(str(line), line.counted) for line in carried(*life, at="13:00").segments]

    assert lines == [
        ("running", hours(1)),
        ("nothing to count", timedelta(0)),
        ("running", hours(1)),
    ]


def test_change_while_waiting_leaves_the_wait_deducted() -> None:
    life = (
        reported("09:00"),
        it(Kind.AWAITING_CUSTOMER, "10:00", by="Marek"),
        severity_set("11:00", "urgent"),
        it(Kind.CUSTOMER_REPLIED, "12:00", by="Priya"),
    )

    clock = restated(*life, at="13:00")

    assert clock.spent == hours(2)
    assert [str(line) for line in clock.segments] == [
        "running",
        "awaiting customer: asked by Marek, answered by Priya",
        "running",
    ]


def test_severity_changed_while_solved_counts_once_the_incident_is_reopened() -> None:
    life = (
        reported("09:00"),
        it(Kind.SOLUTION_PROVIDED, "10:00"),
        severity_set("11:00", "urgent"),
        it(Kind.REOPENED, "12:00"),
    )

    assert restated(*life, at="11:30").severity == "soon"
    clock = restated(*life, at="13:00")
    assert (clock.severity, clock.spent, clock.due_at) == ("urgent", hours(2), london("15:00"))
