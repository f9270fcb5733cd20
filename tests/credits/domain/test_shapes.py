"""The worked table of further shapes, as docs/algorithms/credits.md has it."""

from datetime import timedelta
from fractions import Fraction

import pytest

from credits.domain import shapes
from credits.domain.shapes import MissRule

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
GROWING = MissRule(credit=Fraction(2), further=Fraction(1), doubling=False, most=Fraction(10))
DOUBLING = MissRule(credit=Fraction(2), further=Fraction(0), doubling=True, most=Fraction(10))


@pytest.mark.parametrize(
    ("seconds", "minutes", "steps"), [(1799, 30, 0), (1800, 30, 1), (5399, 30, 2), (0, 30, 0)]
)
def test_only_full_steps_of_minutes_count(seconds: int, minutes: int, steps: int) -> None:
    assert shapes.minute_steps(Fraction(seconds), minutes) == steps


@pytest.mark.parametrize(
    ("percent", "steps"),
    [("99.5", 0), ("99.41", 0), ("99.4", 1), ("99.15", 3), ("100", 0)],
)
def test_only_full_steps_below_the_target_count(percent: str, steps: int) -> None:
    assert shapes.percent_steps(Fraction(percent), Fraction("99.5"), Fraction("0.1")) == steps


def test_a_month_without_a_figure_has_no_steps() -> None:
    assert shapes.percent_steps(None, Fraction("99.5"), Fraction("0.1")) == 0


def test_days_count_from_their_minute_on() -> None:
    assert shapes.days_with([59, 60, 3600, 0], 1) == 2


def test_days_of_service_are_worth_their_share_of_the_month() -> None:
    assert shapes.days_share(3, 30) == Fraction(1, 10)


@pytest.mark.parametrize(
    ("late", "growing", "doubling"),
    [
        (timedelta(0), 2, 2),
        (HOUR, 2, 2),
        (HOUR + MINUTE, 3, 4),
        (3 * HOUR, 4, 8),
        (4 * HOUR, 5, 10),
        (10_000 * HOUR, 10, 10),
    ],
)
def test_a_missed_milestone_earns_more_for_each_further_hour_begun_up_to_its_cap(
    late: timedelta, growing: int, doubling: int
) -> None:
    found = shapes.miss_percent(late, GROWING), shapes.miss_percent(late, DOUBLING)

    assert [int(one) for one in found] == [growing, doubling]


def test_a_cap_is_given_in_order_until_it_is_used_up() -> None:
    rows = [Fraction(30), Fraction(50), Fraction(5)]

    assert shapes.capped(rows, Fraction(60)) == [30, 30, 0]
    assert shapes.capped(rows, Fraction(100)) == rows


def test_a_minimum_raises_what_is_less_or_leaves_nothing_and_never_makes_a_credit() -> None:
    rows = [Fraction(0), Fraction(2), Fraction(1)]

    assert shapes.lifted(rows, Fraction(5), to_least=True) == [0, 4, 1]
    assert shapes.lifted(rows, Fraction(5), to_least=False) == [0, 0, 0]
    assert shapes.lifted([Fraction(0)], Fraction(5), to_least=True) == [0]
    assert shapes.lifted(rows, Fraction(3), to_least=True) == rows
