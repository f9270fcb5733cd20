"""The distance to chronic failure and what gives the right, in the manner of HR-07."""

from collections.abc import Mapping

import pytest

from availability.domain.chronic import Misses, SlowDays
from credits.distance import miss_distance, miss_groups, slow_distance, slow_pairs
from portal.kernel.month import Month

TWO_OF_SIX, FIFTEEN = Misses(2, 6), SlowDays(15)
IN_EACH = SlowDays(15, in_each=True)


def months(*texts: str) -> tuple[Month, ...]:
    return tuple(Month.parse(one) for one in texts)


@pytest.mark.parametrize(
    ("missed", "closed", "group"),
    [
        (["2026-01", "2026-06"], "2026-06", ["2026-01", "2026-06"]),
        (["2026-01", "2026-07"], "2026-07", []),
        (["2026-06"], "2026-06", []),
        (["2026-03", "2026-05"], "2026-04", []),
        (["2026-03", "2026-05"], "2026-03", ["2026-03", "2026-05"]),
        (["2026-01", "2026-06", "2026-11"], "2026-11", ["2026-06", "2026-11"]),
    ],
)
def test_two_missed_months_of_six_in_a_row_give_the_right(
    missed: list[str], closed: str, group: list[str]
) -> None:
    groups = miss_groups(TWO_OF_SIX, months(*missed))

    assert [one for one in groups if Month.parse(closed) in one] == [
        months(*one) for one in [group] if one
    ]


@pytest.mark.parametrize(
    ("days", "rule", "pairs"),
    [
        ({"2026-05": 8, "2026-06": 7}, FIFTEEN, [("2026-05", "2026-06")]),
        ({"2026-05": 8, "2026-06": 6}, FIFTEEN, []),
        ({"2026-04": 8, "2026-06": 7}, FIFTEEN, []),
        ({"2026-06": 15}, FIFTEEN, [("2026-05", "2026-06"), ("2026-06", "2026-07")]),
        ({"2026-12": 9, "2027-01": 6}, FIFTEEN, [("2026-12", "2027-01")]),
        ({"2026-05": 15, "2026-06": 14}, IN_EACH, []),
        ({"2026-05": 15, "2026-06": 15}, IN_EACH, [("2026-05", "2026-06")]),
    ],
)
def test_fifteen_slow_days_in_two_months_in_a_row_give_the_right(
    days: Mapping[str, int], rule: SlowDays, pairs: list[tuple[str, str]]
) -> None:
    failing = {Month.parse(month): count for month, count in days.items()}

    assert slow_pairs(rule, failing) == [months(*pair) for pair in pairs]


@pytest.mark.parametrize(
    ("missed", "upcoming", "words"),
    [
        (
            ["2026-09"],
            "2026-10",
            "One more missed month before March 2027 gives the right to terminate (September 2026",
        ),
        ([], "2026-10", "No missed month counts now: two missed months give the right"),
        (["2026-04"], "2026-10", "No missed month counts now"),
        (["2026-05"], "2026-10", "One more missed month before November 2026 gives"),
    ],
)
def test_the_distance_is_said_before_it_is_reached(
    missed: list[str], upcoming: str, words: str
) -> None:
    found = miss_distance(TWO_OF_SIX, months(*missed), Month.parse(upcoming))

    assert found.words.startswith(words)


def test_slow_days_left_are_counted_with_those_of_the_month_before() -> None:
    found = slow_distance(FIFTEEN, {Month(2026, 6): 9}, Month(2026, 7))

    assert found.words == "6 slow days in July 2026 give the right to terminate (June 2026 had 9)."


def test_one_missed_month_that_is_enough_needs_no_other_beside_it() -> None:
    found = miss_distance(Misses(1, 6), months("2026-05"), Month(2026, 7))

    assert (
        found.words == "No missed month counts now: one missed month gives the right to terminate."
    )


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (3, "15 slow days in July 2026 and again in August 2026 give the right to terminate"),
        (15, "15 slow days in July 2026 give the right to terminate (June 2026 had 15)."),
    ],
)
def test_slow_days_asked_for_in_each_of_two_months_do_not_add_up(before: int, words: str) -> None:
    found = slow_distance(IN_EACH, {Month(2026, 6): before}, Month(2026, 7))

    assert found.words.startswith(words)
