"""The ledger of On-Demand tokens as arithmetic (LU-06). No database, no real time."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.recurrence import months_later
from contracts.domain.tokens import (
    Holding,
    Line,
    Purchase,
    TokenOffer,
    holdings,
    spread,
    usable,
    warnings_due,
    written,
)
from tests.contracts.vendors import terms_of

DAY = date(2026, 3, 2)


def offer() -> TokenOffer:
    found = terms_of("lumeon").tokens
    assert found is not None
    return found


def purchase(key: int, until: date, bought_on: date = DAY) -> Purchase:
    return Purchase(key=key, bought_on=bought_on, usable_until=until)


def held(*parts: tuple[int, date]) -> tuple[Holding, ...]:
    """Make holdings of so many quarter hours until a date, in the order of their ends."""
    bought = [purchase(key, until) for key, (_, until) in enumerate(parts)]
    return holdings(bought, [Line(key, left) for key, (left, _) in enumerate(parts)])


def test_lu_06_a_token_is_two_hours_in_quarters() -> None:
    assert offer().bundles == (5, 10, 20)
    assert offer().quarters_per_token == 8
    assert str(offer().tokens(41)) == "5.125"


@pytest.mark.parametrize(
    ("bought", "last_day"),
    [
        pytest.param("2026-03-15", "2027-03-15", id="the-corresponding-date"),
        pytest.param("2028-02-29", "2029-02-28", id="leap-day-has-none-a-year-later"),
        pytest.param("2027-02-28", "2028-02-28", id="not-stretched-to-a-leap-day"),
        pytest.param("2027-03-01", "2028-03-01", id="across-a-leap-day"),
        pytest.param("2026-12-31", "2027-12-31", id="new-years-eve"),
    ],
)
def test_lu_06_twelve_months_end_on_the_corresponding_date(bought: str, last_day: str) -> None:
    assert months_later(date.fromisoformat(bought), 12) == date.fromisoformat(last_day)


def test_lu_06_the_last_day_still_counts_and_the_next_does_not() -> None:
    last = date(2027, 3, 15)
    (one,) = held((40, last))

    assert (one.usable(last), one.expired(last)) == (40, 0)
    assert (one.usable(last + timedelta(1)), one.expired(last + timedelta(1))) == (0, 40)


def test_lu_06_the_earliest_expiry_is_drawn_first_and_a_draw_is_split() -> None:
    parts = held((40, date(2027, 6, 1)), (6, date(2026, 9, 1)), (3, date(2026, 12, 1)))

    assert spread(parts, 10, DAY) == (Line(1, -6), Line(2, -3), Line(0, -1))


def test_lu_06_what_has_expired_is_passed_over_though_nobody_wrote_it_off() -> None:
    parts = held((6, date(2026, 3, 1)), (40, date(2027, 6, 1)))

    assert usable(parts, DAY) == 40
    assert spread(parts, 10, DAY) == (Line(1, -10),)


def test_lu_06_of_two_purchases_that_end_together_the_older_goes_first() -> None:
    until = date(2027, 2, 28)
    bought = [purchase(1, until, date(2026, 2, 28)), purchase(2, until, date(2026, 2, 27))]

    found = holdings(bought, [Line(1, 8), Line(2, 8)])

    assert [one.purchase.key for one in found] == [2, 1]


@pytest.mark.parametrize(
    ("days_left", "warned"),
    [(61, []), (60, [60]), (59, [60]), (15, [60]), (14, [14]), (0, [14]), (-1, [])],
)
def test_lu_06_unspent_time_is_warned_of_60_and_14_days_before(
    days_left: int, warned: list[int]
) -> None:
    parts = held((5, DAY + timedelta(days_left)))

    assert [days for _, days in warnings_due(parts, offer(), DAY)] == warned


def test_lu_06_spent_time_needs_no_warning() -> None:
    assert warnings_due(held((0, DAY + timedelta(3))), offer(), DAY) == ()


@pytest.mark.parametrize(
    ("quarters", "text"),
    [(0, "0 h"), (1, "15 min"), (4, "1 h"), (9, "2 h 15 min"), (-6, "1 h 30 min")],
)
def test_amounts_are_written_as_hours_and_minutes(quarters: int, text: str) -> None:
    assert written(quarters) == text


STORES = st.lists(
    st.tuples(st.integers(0, 160), st.integers(-30, 400).map(lambda d: DAY + timedelta(d))),
    max_size=6,
)


@given(parts=STORES, wanted=st.integers(1, 400))
def test_lu_06_a_draw_takes_what_is_wanted_or_all_there_is(
    parts: list[tuple[int, date]], wanted: int
) -> None:
    store = held(*parts)

    taken = -sum(line.quarters for line in spread(store, wanted, DAY))

    assert taken == min(wanted, usable(store, DAY))


@given(parts=STORES, draws=st.lists(st.integers(1, 60), max_size=12))
def test_lu_06_no_purchase_ever_goes_below_zero_and_the_sum_is_what_was_bought_less_drawn(
    parts: list[tuple[int, date]], draws: list[int]
) -> None:
    bought = [purchase(key, until) for key, (_, until) in enumerate(parts)]
    lines = [Line(key, left) for key, (left, _) in enumerate(parts)]
    drawn = 0
    for wanted in draws:
        store = holdings(bought, lines)
        if wanted <= usable(store, DAY):
            lines += spread(store, wanted, DAY)
            drawn += wanted

    store = holdings(bought, lines)
    assert all(one.left >= 0 for one in store)
    assert sum(one.left for one in store) == sum(left for left, _ in parts) - drawn


@given(parts=STORES, wanted=st.integers(1, 400), order=st.randoms(use_true_random=False))
def test_lu_06_the_order_of_the_facts_changes_nothing_but_keys(
    parts: list[tuple[int, date]], wanted: int, order: Random
) -> None:
    bought = [purchase(key, until) for key, (_, until) in enumerate(parts)]
    lines = [Line(key, left) for key, (left, _) in enumerate(parts)]
    first = spread(holdings(bought, lines), wanted, DAY)
    order.shuffle(bought)
    order.shuffle(lines)

    assert spread(holdings(bought, lines), wanted, DAY) == first


@given(parts=STORES, wanted=st.integers(1, 400))
def test_lu_06_nothing_that_ends_later_is_touched_while_something_earlier_is_left(
    parts: list[tuple[int, date]], wanted: int
) -> None:
    store = held(*parts)
    taken = {line.purchase: -line.quarters for line in spread(store, wanted, DAY)}

    open_ones = [one for one in store if one.usable(DAY)]
    emptied = [taken.get(one.purchase.key, 0) == one.left for one in open_ones]
    touched = [one.purchase.key in taken for one in open_ones]
    assert all(emptied[: max(sum(touched) - 1, 0)])
    assert touched == sorted(touched, reverse=True)
