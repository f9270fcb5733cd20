"""What holds for a contract: its tier, what that inherits, and what it agrees otherwise (LU-05)."""

from datetime import date, timedelta

import pytest

from contracts.domain.clause import Clause
from contracts.domain.entitlements import (
    Entitlement,
    Entitlements,
    Every,
    Kind,
    Override,
    Per,
    Recurring,
    Statement,
    Value,
    Whence,
    lineage,
    packed,
    settle,
    unpacked,
)

DAY = date(2026, 3, 2)
INCLUDES = {"low": None, "middle": "low", "high": "middle"}


def stated(tier: str, value: Value) -> Statement:
    return Statement(tier=tier, value=value, detail="", clause=Clause("LU-05", tier))


def terms_with(kind: Kind, **values: Value) -> Entitlements:
    """Lay out one row that some of the three tiers state."""
    statements = {tier: stated(tier, value) for tier, value in values.items()}
    row = Entitlement(
        key="row", group="G", name="Row", kind=kind, unit="thing", per=Per.CONTRACT,
        statements=statements,
    )  # fmt: skip
    held = {
        (tier, "row"): next(
            statements[known] for known in lineage(tier, INCLUDES) if known in statements
        )
        for tier in INCLUDES
        if set(lineage(tier, INCLUDES)) & set(statements)
    }
    return Entitlements({"row": row}, held)


def agreed(
    value: Value | None, *, pk: int = 1, since: date = DAY, until: date | None = None
) -> Override:
    return Override(
        key="row", value=value, since=since, until=until, reason="why", by="Ada", pk=pk
    )  # fmt: skip


CONTACTS = terms_with(Kind.QUANTITY, low=3, middle=5)


@pytest.mark.parametrize(
    ("tier", "value", "whence"),
    [
        ("low", 3, Whence.TIER),
        ("middle", 5, Whence.TIER),
        ("high", 5, Whence.INHERITED),
    ],
)
def test_lu_01_a_tier_has_what_the_nearest_one_it_includes_states(
    tier: str, value: int, whence: Whence
) -> None:
    found = settle(CONTACTS, tier=tier, key="row", on=DAY)

    assert found is not None
    assert (found.value, found.whence) == (value, whence)


def test_what_only_a_higher_tier_states_is_not_there_and_names_no_clause() -> None:
    found = settle(terms_with(Kind.YES_NO, high=True), tier="low", key="row", on=DAY)

    assert found is not None
    assert (bool(found), found.whence, found.clause) == (False, Whence.NOWHERE, None)


def test_a_row_that_the_agreement_does_not_have_is_told_from_one_that_is_not_included() -> None:
    assert settle(CONTACTS, tier="low", key="other", on=DAY) is None


@pytest.mark.parametrize(
    ("on", "value"),
    [
        pytest.param(DAY - timedelta(days=1), 3, id="the-day-before"),
        pytest.param(DAY, 8, id="the-first-day"),
        pytest.param(DAY + timedelta(days=9), 8, id="the-last-day"),
        pytest.param(DAY + timedelta(days=10), 3, id="the-day-after"),
    ],
)
def test_an_override_holds_from_its_first_day_to_its_last(on: date, value: int) -> None:
    override = agreed(8, until=DAY + timedelta(days=9))

    found = settle(CONTACTS, tier="low", key="row", on=on, overrides=[override])

    assert found is not None
    assert found.value == value


def test_of_two_overrides_the_one_written_last_counts_whatever_their_dates() -> None:
    rows = [agreed(8, pk=1), agreed(6, pk=2, since=DAY - timedelta(days=30))]

    found = settle(CONTACTS, tier="low", key="row", on=DAY, overrides=rows)

    assert found is not None
    assert (found.value, found.whence, found.override) == (6, Whence.OVERRIDE, rows[1])


def test_an_override_without_a_value_puts_the_tiers_own_back() -> None:
    rows = [agreed(8, pk=1), agreed(None, pk=2, since=DAY + timedelta(days=5))]

    found = settle(CONTACTS, tier="low", key="row", on=DAY + timedelta(days=5), overrides=rows)

    assert found is not None
    assert (found.value, found.whence, found.override) == (3, Whence.TIER, None)


def test_an_override_may_take_away_what_the_tier_gives() -> None:
    terms = terms_with(Kind.YES_NO, low=True)

    found = settle(terms, tier="low", key="row", on=DAY, overrides=[agreed(False)])

    assert found is not None
    assert (bool(found), found.whence) == (False, Whence.OVERRIDE)
    assert found.clause == Clause("LU-05", "low")  # what the tier would say


def test_an_override_of_another_row_changes_nothing() -> None:
    other = Override(key="x", value=9, since=DAY, until=None, reason="", by="")

    found = settle(CONTACTS, tier="low", key="row", on=DAY, overrides=[other])

    assert found is not None
    assert found.value == 3


@pytest.mark.parametrize(
    ("kind", "nothing"),
    [(Kind.YES_NO, False), (Kind.QUANTITY, 0), (Kind.TEXT, ""), (Kind.ACTIVITY, None)],
)
def test_nothing_is_false_whatever_the_kind(kind: Kind, nothing: Value | None) -> None:
    row = terms_with(kind).by_key["row"]

    assert not row.nothing
    if nothing is not None:
        assert row.nothing == nothing


@pytest.mark.parametrize("value", [True, False, 0, 5, "Mon-Fri", Recurring(2, Every.YEAR)])
def test_a_value_comes_back_from_where_it_was_stored(value: Value) -> None:
    back = unpacked(packed(value))

    assert (back, type(back)) == (value, type(value))


def test_no_value_comes_back_as_none() -> None:
    assert unpacked(None) is None


def test_a_lineage_ends_where_a_circle_would_begin() -> None:
    assert lineage("high", INCLUDES) == ["high", "middle", "low"]
    assert lineage("a", {"a": "b", "b": "a"}) == ["a", "b"]
    assert lineage("a", {"a": "gone"}) == ["a"]
