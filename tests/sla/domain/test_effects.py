"""What each event does to each clock, under each vendor's settings."""

import pytest

from sla.domain.clock import Outcome, Phase, Reading
from sla.domain.effects import EFFECTS, Effect, Happening, Kind, Milestone
from sla.domain.rules import Rules
from sla.domain.state import STEPS
from tests.sla.domain.lives import DEDUCTING, hours, it, london, read, reported

PLAIN = Rules()
WORK_TOO = Rules(response_needs_work_started=True)
CONFIRMING = Rules(resolution_needs_confirmation=True)


def response(*happenings: Happening, rules: Rules = PLAIN) -> Reading:
    return read(
        reported("09:00"), *happenings, at="17:00", milestone=Milestone.RESPONSE, rules=rules
    )


def resolution(*happenings: Happening, rules: Rules = PLAIN) -> Reading:
    return read(reported("09:00"), *happenings, at="17:00", rules=rules)


def test_every_kind_has_a_row_and_every_effect_a_step() -> None:
    assert set(EFFECTS) == set(Kind)
    assert set(STEPS) == set(Effect)


@pytest.mark.parametrize(
    "kind", [Kind.REPLIED, Kind.CALL_LOGGED, Kind.QUESTION_ASKED, Kind.SOLUTION_PROVIDED]
)
def test_engagement_by_a_person_stops_the_response(kind: Kind) -> None:
    clock = response(it(kind, "10:00"))

    assert (clock.stopped_at, clock.outcome) == (london("10:00"), Outcome.MET)


@pytest.mark.parametrize(
    "kind",
    [
        Kind.ACKNOWLEDGED,
        Kind.WORK_STARTED,
        Kind.AWAITING_CUSTOMER,
        Kind.AWAITING_THIRD_PARTY,
        Kind.CUSTOMER_REPLIED,
        Kind.CONFIRMED,
        Kind.REOPENED,
    ],
)
def test_everything_else_lets_the_response_run(kind: Kind) -> None:
    assert response(it(kind, "10:00")).phase is Phase.RUNNING


@pytest.mark.parametrize(
    ("events", "stopped"),
    [
        pytest.param([(Kind.REPLIED, "10:00")], None, id="reply-alone"),
        pytest.param([(Kind.WORK_STARTED, "10:00")], None, id="work-alone"),
        pytest.param(
            [(Kind.REPLIED, "10:00"), (Kind.WORK_STARTED, "11:00")], "11:00", id="work-later"
        ),
        pytest.param(
            [(Kind.WORK_STARTED, "10:00"), (Kind.REPLIED, "11:00")], "11:00", id="reply-later"
        ),
        pytest.param([(Kind.SOLUTION_PROVIDED, "12:00")], "12:00", id="solution-is-both"),
        pytest.param(
            [(Kind.REPLIED, "10:00"), (Kind.SOLUTION_PROVIDED, "12:00")],
            "12:00",
            id="solution-shows-work",
        ),
        pytest.param(
            [(Kind.QUESTION_ASKED, "10:00"), (Kind.WORK_STARTED, "10:30")],
            "10:30",
            id="question-is-a-reply",
        ),
    ],
)
def test_response_with_work_is_the_later_of_reply_and_start_of_work(
    events: list[tuple[Kind, str]], stopped: str | None
) -> None:
    clock = response(*(it(kind, when) for kind, when in events), rules=WORK_TOO)

    assert clock.stopped_at == (london(stopped) if stopped else None)


def test_solution_resolves_where_no_confirmation_is_needed() -> None:
    assert resolution(it(Kind.SOLUTION_PROVIDED, "12:00")).stopped_at == london("12:00")


def test_solution_leaves_the_resolution_running_until_the_customer_confirms() -> None:
    solved = it(Kind.SOLUTION_PROVIDED, "12:00")

    assert resolution(solved, rules=CONFIRMING).phase is Phase.RUNNING
    confirmed = resolution(solved, it(Kind.CONFIRMED, "14:00"), rules=CONFIRMING)
    assert (confirmed.stopped_at, confirmed.spent) == (london("14:00"), hours(5))


def test_confirmation_resolves_nothing_where_none_is_needed() -> None:
    assert resolution(it(Kind.CONFIRMED, "14:00")).phase is Phase.RUNNING


@pytest.mark.parametrize("kind", [Kind.REPLIED, Kind.WORK_STARTED, Kind.AWAITING_THIRD_PARTY])
def test_answers_and_work_leave_the_resolution_running(kind: Kind) -> None:
    assert resolution(it(kind, "10:00")).phase is Phase.RUNNING


@pytest.mark.parametrize("milestone", Milestone)
def test_waiting_for_the_customer_is_deducted_from_both_clocks(milestone: Milestone) -> None:
    clock = read(
        reported("09:00"),
        it(Kind.AWAITING_CUSTOMER, "10:00"),
        it(Kind.CUSTOMER_REPLIED, "12:00"),
        at="13:00",
        milestone=milestone,
    )

    assert (clock.spent, clock.phase) == (hours(2), Phase.RUNNING)


@pytest.mark.parametrize("milestone", Milestone)
def test_waiting_is_not_deducted_where_the_agreement_does_not_say_so(milestone: Milestone) -> None:
    clock = read(
        reported("09:00"),
        it(Kind.AWAITING_CUSTOMER, "10:00"),
        at="13:00",
        milestone=milestone,
        rules=PLAIN,
    )

    assert (clock.spent, clock.phase) == (hours(4), Phase.RUNNING)


def test_second_awaiting_in_a_row_is_the_same_wait() -> None:
    clock = resolution(
        it(Kind.AWAITING_CUSTOMER, "10:00"),
        it(Kind.QUESTION_ASKED, "11:00"),
        it(Kind.CUSTOMER_REPLIED, "12:00"),
        it(Kind.CUSTOMER_REPLIED, "13:00"),
        rules=DEDUCTING,
    )

    assert clock.spent == hours(6)


def test_wait_that_staff_end_themselves_is_over_like_an_answered_one() -> None:
    clock = resolution(
        it(Kind.AWAITING_CUSTOMER, "10:00"), it(Kind.WAIT_ENDED, "12:00"), rules=DEDUCTING
    )

    assert (clock.phase, clock.spent) == (Phase.RUNNING, hours(6))


def test_wait_for_a_third_party_is_the_vendors_own_time() -> None:
    assert resolution(it(Kind.AWAITING_THIRD_PARTY, "10:00"), rules=DEDUCTING).spent == hours(8)


def test_wait_over_a_weekend_deducts_only_its_service_hours() -> None:
    clock = read(
        reported("2026-03-06 16:30"),
        it(Kind.AWAITING_CUSTOMER, "2026-03-06 17:00"),
        it(Kind.CUSTOMER_REPLIED, "2026-03-09 09:30"),
        at="2026-03-09 10:30",
    )

    assert clock.spent == hours(1.5)


def test_question_stops_the_response_and_lets_the_resolution_wait() -> None:
    asked = it(Kind.QUESTION_ASKED, "10:00")

    assert response(asked, rules=DEDUCTING).stopped_at == london("10:00")
    assert resolution(asked, rules=DEDUCTING).phase is Phase.PAUSED


@pytest.mark.parametrize("milestone", Milestone)
def test_closing_without_a_solution_stops_what_is_not_reached_without_outcome(
    milestone: Milestone,
) -> None:
    clock = read(reported("09:00"), it(Kind.CLOSED, "10:00"), at="12:00", milestone=milestone)

    assert (clock.phase, clock.outcome) == (Phase.STOPPED, Outcome.NONE)
    assert (clock.spent, clock.breached_at) == (hours(1), None)


def test_closing_stops_a_clock_that_waits_as_well() -> None:
    clock = resolution(
        it(Kind.AWAITING_CUSTOMER, "10:00"), it(Kind.CLOSED, "11:00"), rules=DEDUCTING
    )

    assert (clock.phase, clock.outcome, clock.spent) == (Phase.STOPPED, Outcome.NONE, hours(1))


def test_closing_an_overdue_clock_without_a_solution_leaves_it_without_outcome() -> None:
    clock = read(reported("09:00"), it(Kind.CLOSED, "2026-03-03 12:00"), at="2026-03-04 12:00")

    assert (clock.outcome, clock.spent > clock.budget) == (Outcome.NONE, True)


def test_closing_does_not_touch_what_was_reached() -> None:
    clock = resolution(it(Kind.SOLUTION_PROVIDED, "12:00"), it(Kind.CLOSED, "14:00"))

    assert (clock.stopped_at, clock.outcome) == (london("12:00"), Outcome.MET)


def test_closing_with_a_solution_as_its_reason_counts_as_providing_it() -> None:
    closed = it(Kind.CLOSED, "12:00", solved=True)

    assert resolution(closed).outcome is Outcome.MET
    assert response(closed).outcome is Outcome.MET
    assert resolution(closed, rules=CONFIRMING).phase is Phase.RUNNING


def test_reply_after_closing_reaches_nothing() -> None:
    clock = response(it(Kind.CLOSED, "10:00"), it(Kind.REPLIED, "11:00"))

    assert (clock.outcome, clock.stopped_at) == (Outcome.NONE, london("10:00"))
