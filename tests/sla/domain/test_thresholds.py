"""Warnings and misses: which have come due, and when to look again."""

from datetime import timedelta
from fractions import Fraction

from portal.kernel.business_time import BusinessCalendar
from sla.domain.effects import Kind
from sla.domain.promise import Promise
from sla.domain.thresholds import Crossing, crossings, next_at
from tests.sla.domain.lives import (
    ALWAYS,
    LONDON,
    it,
    london,
    read,
    reported,
    severity_set,
)

PERCENTS = (50, 75, 90)
SECOND = timedelta(seconds=1)


def test_nothing_is_crossed_before_the_first_warning() -> None:
    clock = read(reported("09:00"), at="12:59:59")

    assert crossings(clock, PERCENTS) == ()
    assert next_at(clock, PERCENTS) == london("13:00")


def test_warning_is_due_at_the_second_its_share_is_used() -> None:
    clock = read(reported("09:00"), at="13:00")

    assert crossings(clock, PERCENTS) == (Crossing(50, london("13:00")),)
    assert next_at(clock, PERCENTS) == london("15:00")


def test_after_the_last_warning_comes_the_second_that_misses() -> None:
    clock = read(reported("09:00"), at="17:00")

    assert [crossing.percent for crossing in crossings(clock, PERCENTS)] == [50, 75, 90]
    assert next_at(clock, PERCENTS) == london("17:00:01")


def test_late_look_finds_everything_stamped_with_when_it_was_due() -> None:
    clock = read(reported("09:00"), at="2026-03-05 12:00")

    found = crossings(clock, PERCENTS)

    assert found == (
        Crossing(50, london("13:00")),
        Crossing(75, london("15:00")),
        Crossing(90, london("16:12")),
        Crossing(None, london("17:00")),
    )
    assert [crossing.is_breach for crossing in found] == [False, False, False, True]
    assert next_at(clock, PERCENTS) is None


def test_miss_of_a_budget_used_up_at_closing_is_looked_for_at_the_next_opening() -> None:
    clock = read(reported("09:30"), at="2026-03-02 17:30")

    assert next_at(clock, PERCENTS) == london("2026-03-03 09:00:01")
    morning = read(reported("09:30"), at="2026-03-03 09:00:01")
    assert crossings(morning, PERCENTS)[-1] == Crossing(None, london("17:30"))


def test_looking_at_each_next_instant_finds_every_crossing_once_and_on_time() -> None:
    found: list[tuple[Crossing, ...]] = []
    clock = read(reported("2026-03-06 15:00"), at="2026-03-06 15:00")
    while upcoming := next_at(clock, PERCENTS):
        clock = read(
            reported("2026-03-06 15:00"), at=upcoming.astimezone(LONDON).isoformat(" ")[:19]
        )
        found.append(crossings(clock, PERCENTS))

    assert [len(seen) for seen in found] == [1, 2, 3, 4]
    assert [seen[-1].due_at for seen in found] == [
        london("2026-03-09 10:30"),
        london("2026-03-09 12:30"),
        london("2026-03-09 13:42"),
        london("2026-03-09 14:30"),
    ]


def test_waiting_clock_has_nothing_ahead_and_keeps_what_it_crossed() -> None:
    clock = read(reported("09:00"), it(Kind.AWAITING_CUSTOMER, "14:00"), at="2026-03-05 12:00")

    assert next_at(clock, PERCENTS) is None
    assert crossings(clock, PERCENTS) == (Crossing(50, london("13:00")),)


def test_stopped_clock_has_nothing_ahead() -> None:
    clock = read(reported("09:00"), it(Kind.SOLUTION_PROVIDED, "14:00"), at="2026-03-05 12:00")

    assert next_at(clock, PERCENTS) is None
    assert crossings(clock, PERCENTS) == (Crossing(50, london("13:00")),)


def test_overdue_clock_that_is_closed_unsolved_has_warnings_and_no_miss() -> None:
    clock = read(reported("09:00"), it(Kind.CLOSED, "17:15"), at="17:20")

    assert [crossing.percent for crossing in crossings(clock, PERCENTS)] == [50, 75, 90]


def test_re_read_clock_has_crossed_at_instants_before_the_change() -> None:
    clock = read(reported("2026-02-28 12:00", "slow"), severity_set("10:00", "urgent"), at="10:00")

    assert crossings(clock, (50,)) == (
        Crossing(50, london("2026-02-28 14:00")),
        Crossing(None, london("2026-02-28 16:00")),
    )


def test_share_that_is_no_whole_second_is_due_at_the_second_after() -> None:
    promises = {"soon": Promise(severity="soon", calendar=ALWAYS, amount=Fraction(1, 3600))}

    clock = read(reported("09:00"), at="09:00", promises=promises)

    assert next_at(clock, PERCENTS) == london("09:00:01")


def test_calendar_without_open_time_has_nothing_ahead() -> None:
    promise = Promise(severity="soon", calendar=BusinessCalendar(LONDON, {}), amount=Fraction(1))

    assert (
        next_at(read(reported("09:00"), at="12:00", promises={"soon": promise}), PERCENTS) is None
    )
