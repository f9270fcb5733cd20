"""Where releases stand in their life (LU-08), by Lumeon's own agreement. No database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.lifecycle import (
    Lifecycle,
    LifeStage,
    Published,
    Standing,
    coverage,
    stage_of,
    years_on,
)
from contracts.domain.versions import ReleaseNumber, Series, parse_number
from tests.contracts.vendors import terms_of

FULL, SUSTAINING, EXTENDED, EOSL, UNPUBLISHED = (
    LifeStage.FULL,
    LifeStage.SUSTAINING,
    LifeStage.EXTENDED,
    LifeStage.EOSL,
    LifeStage.UNPUBLISHED,
)
QUARTERS = {
    "5.0.0": "2025-01-15",
    "5.1.0": "2025-04-15",
    "5.2.0": "2025-07-15",
    "5.3.0": "2025-10-15",
    "5.3.1": "2025-11-20",
    "6.0.0": "2026-01-15",
    "6.1.0": "2026-04-15",
}


def rules() -> Lifecycle:
    found = terms_of("lumeon").lifecycle
    assert found is not None
    return found


def out(days: dict[str, str], *, without: Sequence[str] = ()) -> list[Published]:
    return [
        Published(number=parse_number(number), on=date.fromisoformat(on))
        for number, on in days.items()
        if number not in without
    ]


def standing(
    number: str, on: str, published: list[Published] | None = None, until: str = ""
) -> Standing:
    return stage_of(
        parse_number(number),
        out(QUARTERS) if published is None else published,
        on=date.fromisoformat(on),
        rules=rules(),
        extended_until=date.fromisoformat(until) if until else None,
    )


def test_lu_08_with_5_3_1_support_covers_5_0_0_to_5_3_1() -> None:
    found = coverage(out(QUARTERS), on=date(2025, 12, 1), rules=rules())

    assert found == (parse_number("5.0.0"), parse_number("5.3.1"))


def test_lu_08_after_6_0_0_it_covers_5_1_x_to_6_0_x() -> None:
    found = coverage(out(QUARTERS), on=date(2026, 1, 15), rules=rules())

    assert found == (parse_number("5.1.0"), parse_number("6.0.0"))


@pytest.mark.parametrize(
    ("number", "on", "stage", "since", "changes_on", "changes_to"),
    [
        ("5.3.1", "2025-12-01", FULL, "2025-10-15", "2026-01-15", SUSTAINING),
        ("5.2.7", "2025-12-01", SUSTAINING, "2025-10-15", None, None),
        ("5.0.0", "2025-12-01", SUSTAINING, "2025-04-15", "2026-01-15", EXTENDED),
        ("5.0.0", "2026-01-14", SUSTAINING, "2025-04-15", "2026-01-15", EXTENDED),
        ("5.0.0", "2026-01-15", EXTENDED, "2026-01-15", "2027-01-15", EOSL),
        ("5.0.4", "2027-01-14", EXTENDED, "2026-01-15", "2027-01-15", EOSL),
        ("5.0.0", "2027-01-15", EOSL, "2027-01-15", None, None),
        ("5.1.0", "2026-03-01", SUSTAINING, "2025-07-15", "2026-04-15", EXTENDED),
    ],
)
def test_lu_08_each_stage_begins_on_its_day(
    number: str, on: str, stage: str, since: str, changes_on: str | None, changes_to: str | None
) -> None:
    before_6_1 = ("6.1.0",) if number.startswith("5.2") else ()

    found = standing(number, on, out(QUARTERS, without=before_6_1))

    assert (found.stage, found.since) == (stage, date.fromisoformat(since))
    assert found.changes_on == (date.fromisoformat(changes_on) if changes_on else None)
    assert found.changes_to == changes_to


@pytest.mark.parametrize(
    ("on", "maintenance", "measured"),
    [
        ("2025-12-01", True, True),
        ("2026-02-01", False, True),
        ("2027-02-01", False, False),
    ],
)
def test_lu_08_what_is_given_follows_the_stage(on: str, maintenance: bool, measured: bool) -> None:
    found = standing("5.0.0", on)

    assert found.terms is not None
    assert (found.terms.maintenance, found.terms.measured) == (maintenance, measured)
    assert found.is_measured is measured
    assert found.terms.clause.ref == "LU-08"


@pytest.mark.parametrize(
    ("number", "on"),
    [("6.0.0", "2026-01-14"), ("6.0.2", "2025-12-01"), ("7.0.0", "2026-06-01")],
)
def test_a_release_that_is_not_out_has_no_stage_and_is_measured(number: str, on: str) -> None:
    found = standing(number, on)

    assert (found.stage, found.terms, found.is_measured) == (UNPUBLISHED, None, True)


def test_an_announced_release_says_when_it_comes() -> None:
    assert standing("6.0.0", "2025-12-01").changes_on == date(2026, 1, 15)


def test_without_any_release_nothing_is_said() -> None:
    assert standing("5.0.0", "2026-01-01", []).stage is UNPUBLISHED


@pytest.mark.parametrize(
    ("number", "stage"), [("4.3.0", EXTENDED), ("4.0.0", EXTENDED), ("5.0.0", SUSTAINING)]
)
def test_a_release_older_than_the_known_ones_counts_from_those_that_followed(
    number: str, stage: str
) -> None:
    assert standing(number, "2025-12-01").stage == stage


def test_lu_08_a_stated_end_of_life_replaces_the_fourth_later_release() -> None:
    early, late = (
        [replace(one, eol_on=day) if str(one.number) == "5.0.0" else one for one in out(QUARTERS)]
        for day in (date(2025, 6, 1), date(2026, 9, 1))
    )

    assert standing("5.0.0", "2025-06-01", early).stage is EXTENDED
    assert standing("5.0.0", "2026-06-01", early).stage is EOSL
    assert standing("5.0.0", "2026-08-31", late).stage is SUSTAINING
    assert standing("5.0.0", "2026-09-01", late).eosl_on == date(2027, 9, 1)


def test_a_stated_end_before_the_next_release_leaves_out_the_sustaining_stage() -> None:
    published = [replace(one, eol_on=date(2025, 3, 1)) for one in out({"5.0.0": "2025-01-15"})]

    assert standing("5.0.0", "2025-02-28", published).changes_to is EXTENDED
    assert standing("5.0.0", "2025-03-01", published).stage is EXTENDED


def test_lu_08_an_agreed_extension_counts_through_its_last_day() -> None:
    assert standing("5.0.0", "2027-06-30", until="2027-06-30").stage is EXTENDED
    assert standing("5.0.0", "2027-07-01", until="2027-06-30").stage is EOSL
    assert standing("5.0.0", "2027-07-01", until="2027-06-30").since == date(2027, 7, 1)


def test_an_agreed_extension_never_shortens_the_year() -> None:
    assert standing("5.0.0", "2026-12-31", until="2026-06-30").stage is EXTENDED


@pytest.mark.parametrize(
    ("eol", "eosl"),
    [
        (date(2024, 2, 28), date(2025, 2, 28)),
        (date(2024, 2, 29), date(2025, 3, 1)),  # the 28th still belongs to the year
        (date(2024, 3, 1), date(2025, 3, 1)),
        (date(2027, 3, 1), date(2028, 3, 1)),
    ],
)
def test_a_year_beyond_a_leap_day_ends_with_28_february(eol: date, eosl: date) -> None:
    assert years_on(eol, 1) == eosl


LATEST = date(2060, 1, 1)
GAPS = st.lists(st.integers(min_value=1, max_value=200), min_size=1, max_size=14)


def history(gaps: list[int], major: int = 5) -> list[Published]:
    day, series, found = date(2020, 1, 31), Series(major, 0), []
    for gap in gaps:
        number = ReleaseNumber(series.major, series.minor)
        found.append(Published(number=number, on=day))
        day, series = day + timedelta(days=gap), series.next(4)
    return found


@given(GAPS, st.integers(min_value=0, max_value=4000))
def test_one_release_is_current_and_at_most_three_are_sustained(
    gaps: list[int], later: int
) -> None:
    published = history(gaps)
    on = published[0].on + timedelta(days=later)
    stages = [
        stage_of(one.number, published, on=on, rules=rules()).stage
        for one in published
        if one.on <= on
    ]

    assert stages[-1] is FULL
    assert stages[-4:-1] == [SUSTAINING] * len(stages[-4:-1])
    assert not set(stages[:-4]) & {FULL, SUSTAINING}


@given(GAPS, st.integers(min_value=0, max_value=13), st.integers(min_value=0, max_value=4000))
def test_stages_never_go_back_as_days_pass(gaps: list[int], which: int, later: int) -> None:
    published = history(gaps)
    number = published[which % len(published)].number
    on = published[0].on + timedelta(days=later)
    order = list(LifeStage)

    today = stage_of(number, published, on=on, rules=rules())
    tomorrow = stage_of(number, published, on=on + timedelta(days=1), rules=rules())

    assert order.index(today.stage) <= order.index(tomorrow.stage)
    if today.stage is not tomorrow.stage:
        assert (today.changes_on, today.changes_to) == (tomorrow.since, tomorrow.stage)


@given(GAPS, st.integers(min_value=0, max_value=4000))
def test_releases_not_yet_out_change_nothing_today(gaps: list[int], later: int) -> None:
    published = history(gaps)
    on = published[0].on + timedelta(days=later)
    known = [one for one in published if one.on <= on]

    for one in known:
        with_plans = stage_of(one.number, published, on=on, rules=rules())
        without = stage_of(one.number, known, on=on, rules=rules())
        assert (with_plans.stage, with_plans.since) == (without.stage, without.since)
