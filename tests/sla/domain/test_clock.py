"""An eight-hour clock on London office hours: what is used, when it runs out, was it kept."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from sla.domain.clock import Outcome, Phase, read_clock
from sla.domain.effects import Happening, Kind, Milestone
from sla.domain.promise import Promise
from tests.sla.domain.lives import (
    ALWAYS,
    DEDUCTING,
    LONDON,
    PROMISES,
    hours,
    it,
    london,
    read,
    reported,
    severity_set,
)

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-03-02 09:00", "2026-03-02 17:00", id="same-day"),
        pytest.param("2026-03-02 09:30", "2026-03-02 17:30", id="due-at-closing-not-next-opening"),
        pytest.param("2026-03-06 15:00", "2026-03-09 14:30", id="friday-rolls-to-monday"),
        pytest.param("2026-03-07 12:00", "2026-03-09 17:00", id="reported-on-saturday"),
        pytest.param("2026-03-02 20:00", "2026-03-03 17:00", id="reported-in-the-evening"),
        pytest.param("2026-03-27 15:00", "2026-03-30 14:30", id="across-spring-forward"),
        pytest.param("2026-04-02 15:00", "2026-04-07 14:30", id="across-easter"),
        pytest.param("2026-10-23 15:00", "2026-10-26 14:30", id="across-fall-back"),
    ],
)
def test_due_at_counts_only_office_hours(start: str, due: str) -> None:
    assert read(reported(start), at=start).due_at == london(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-03-28 23:00", "2026-03-29 04:00", id="an-hour-is-missing"),
        pytest.param("2026-10-24 23:00", "2026-10-25 02:00", id="an-hour-comes-twice"),
        pytest.param("2026-04-03 10:00", "2026-04-03 14:00", id="holiday-is-like-any-day"),
    ],
)
def test_elapsed_hours_are_real_hours_whatever_clocks_and_calendars_show(
    start: str, due: str
) -> None:
    assert read(reported(start, "urgent"), at=start).due_at == london(due)


def test_spending_the_whole_budget_to_the_second_is_met() -> None:
    clock = read(reported("09:00"), it(Kind.SOLUTION_PROVIDED, "17:00:00"), at="17:10")

    assert (clock.outcome, clock.spent) == (Outcome.MET, hours(8))
    assert clock.breached_at is None


def test_one_second_more_is_missed_and_stamped_with_the_instant_the_budget_ran_out() -> None:
    clock = read(reported("09:00"), it(Kind.SOLUTION_PROVIDED, "17:00:01"), at="17:10")

    assert (clock.outcome, clock.spent) == (Outcome.MISSED, hours(8) + SECOND)
    assert clock.breached_at == clock.due_at == london("17:00")
    assert clock.stopped_at == london("17:00:01")


def test_open_clock_is_missed_one_second_after_it_was_due() -> None:
    assert read(reported("09:00"), at="17:00:00").outcome is Outcome.OPEN
    assert read(reported("09:00"), at="17:00:01").outcome is Outcome.MISSED


def test_answer_in_the_night_after_a_budget_used_up_at_closing_is_in_time() -> None:
    clock = read(
        reported("09:30"), it(Kind.SOLUTION_PROVIDED, "2026-03-02 23:00"), at="2026-03-03 09:00"
    )

    assert (clock.outcome, clock.due_at) == (Outcome.MET, london("17:30"))


def test_open_clock_due_at_closing_is_missed_only_when_service_opens_again() -> None:
    assert read(reported("09:30"), at="2026-03-03 09:00:00").outcome is Outcome.OPEN
    assert read(reported("09:30"), at="2026-03-03 09:00:01").outcome is Outcome.MISSED


def test_fractions_of_a_second_that_no_page_shows_make_nobody_late() -> None:
    report = Happening(
        at=datetime(2026, 3, 2, 9, 0, 0, 1, UTC), kind=Kind.REPORTED, severity="soon"
    )
    solved = Happening(at=datetime(2026, 3, 2, 17, 0, 0, 999_999, UTC), kind=Kind.SOLUTION_PROVIDED)

    assert read(report, solved, at="17:10").outcome is Outcome.MET


def test_instants_are_told_in_utc_whatever_offset_they_came_with() -> None:
    local = datetime(2026, 7, 1, 9, 30, tzinfo=LONDON)

    assert Happening(at=local, kind=Kind.REPLIED).at == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)


def test_waiting_clock_with_budget_left_has_no_due_instant() -> None:
    clock = read(reported("09:00"), it(Kind.AWAITING_CUSTOMER, "11:00"), at="16:00")

    assert (clock.phase, clock.spent, clock.due_at) == (Phase.PAUSED, hours(2), None)
    assert clock.outcome is Outcome.OPEN


def test_waiting_clock_whose_budget_was_used_up_keeps_its_due_instant() -> None:
    clock = read(reported("09:00"), it(Kind.AWAITING_CUSTOMER, "17:15"), at="2026-03-03 12:00")

    assert (clock.phase, clock.outcome) == (Phase.PAUSED, Outcome.MISSED)
    assert clock.due_at == clock.breached_at == london("17:00")


def test_clock_that_waits_with_the_budget_used_to_the_second_is_not_missed() -> None:
    clock = read(reported("09:00"), it(Kind.AWAITING_CUSTOMER, "17:00"), at="2026-03-04 12:00")

    assert (clock.outcome, clock.due_at) == (Outcome.OPEN, london("17:00"))


def test_clock_stopped_while_it_waits_tells_when_it_would_have_been_due() -> None:
    clock = read(
        reported("09:00"),
        it(Kind.AWAITING_CUSTOMER, "11:00"),
        it(Kind.SOLUTION_PROVIDED, "12:00"),
        at="15:00",
    )

    assert (clock.phase, clock.outcome, clock.spent) == (Phase.STOPPED, Outcome.MET, hours(2))
    assert clock.due_at == london("2026-03-03 09:30")


def test_stopped_clock_does_not_spend_on() -> None:
    life = (reported("09:00"), it(Kind.SOLUTION_PROVIDED, "11:00"))

    assert read(*life, at="11:00").spent == read(*life, at="2026-06-01 11:00").spent == hours(2)


def test_happenings_after_the_instant_of_looking_are_unseen() -> None:
    clock = read(reported("09:00"), it(Kind.SOLUTION_PROVIDED, "11:00"), at="10:59:59")

    assert (clock.phase, clock.stopped_at) == (Phase.RUNNING, None)


def test_what_if_the_customer_answers_at_three_is_one_more_happening() -> None:
    life = (reported("09:00"), it(Kind.AWAITING_CUSTOMER, "11:00"))

    answered = read(*life, it(Kind.CUSTOMER_REPLIED, "15:00"), at="15:00")

    assert answered.due_at == london("2026-03-03 12:30")


def test_severity_without_a_promise_has_no_clock() -> None:
    life = (reported("09:00", "idle"),)

    assert read_clock(Milestone.RESPONSE, life, PROMISES, DEDUCTING, london("10:00")) is None


def test_unclassified_report_has_no_clock_until_its_first_severity_reads_it_from_the_report() -> (
    None
):
    life = (reported("09:00", None), it(Kind.REPLIED, "10:00"), severity_set("11:00", "soon"))

    before = read_clock(Milestone.RESPONSE, life, PROMISES, DEDUCTING, london("10:30"))
    after = read(*life, at="11:00", milestone=Milestone.RESPONSE)

    assert before is None
    assert (after.spent, after.stopped_at, after.other) == (hours(1), london("10:00"), None)


def test_calendar_that_never_opens_is_never_due_and_says_why() -> None:
    never = {"soon": Promise(severity="soon", calendar=BusinessCalendar(LONDON, {}), amount=EIGHT)}

    clock = read(reported("09:00"), at="12:00", promises=never)

    assert (clock.due_at, clock.spent, clock.outcome) == (None, hours(0), Outcome.OPEN)
    assert clock.figures.never == "The calendar has no service hours at all."


EIGHT = Fraction(8)


@pytest.mark.parametrize("amount", [Fraction(0), Fraction(-1)])
def test_promise_of_no_time_is_refused(amount: Fraction) -> None:
    with pytest.raises(Refusal, match="is none"):
        Promise(severity="soon", calendar=ALWAYS, amount=amount)


def test_promise_that_does_not_come_to_whole_seconds_is_refused() -> None:
    promises = {"soon": Promise(severity="soon", calendar=ALWAYS, amount=Fraction(1, 7))}

    with pytest.raises(Refusal, match="whole seconds"):
        read(reported("09:00"), at="12:00", promises=promises)


def test_assumed_target_is_marked_so() -> None:
    promise = Promise(severity="soon", calendar=ALWAYS, amount=EIGHT, assumed=True)

    assert read(reported("09:00"), at="10:00", promises={"soon": promise}).assumed
    assert not read(reported("09:00"), at="10:00").assumed


@pytest.mark.parametrize(
    ("life", "at", "sentence"),
    [
        pytest.param((), "10:00", "reported once, not 0 times", id="no-report"),
        pytest.param(
            (reported("09:00"), reported("10:00")), "11:00", "once, not 2 times", id="two-reports"
        ),
        pytest.param(
            (it(Kind.REPLIED, "08:59:59"), reported("09:00")),
            "10:00",
            "Nothing can happen before the report, yet this did: replied",
            id="before-the-report",
        ),
        pytest.param((reported("09:00"),), "08:00", "before the incident was reported", id="early"),
        pytest.param(
            (reported("09:00", "odd"),), "10:00", "no severity 'odd'; there is urgent", id="unknown"
        ),
    ],
)
def test_history_that_is_no_incidents_is_refused(
    life: tuple[Happening, ...], at: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        read(*life, at=at)


def test_severity_set_to_nothing_is_refused() -> None:
    with pytest.raises(Refusal, match="without saying which"):
        it(Kind.SEVERITY_SET, "10:00")


def test_happenings_given_out_of_order_are_read_by_time() -> None:
    life = (it(Kind.SOLUTION_PROVIDED, "12:00"), reported("09:00"), it(Kind.REPLIED, "10:00"))

    assert read(*life, at="13:00").spent == hours(3)
