"""Periods of a contract by a recurrence rule, month ends and leap days included (LU-05)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.domain.recurrence import months_later, stretches
from tests.contracts.vendors import terms_of

QUARTERLY = "FREQ=MONTHLY;INTERVAL=3"


def due(rule: str, starts_on: str, until: str) -> list[str]:
    found = stretches(rule, date.fromisoformat(starts_on), until=date.fromisoformat(until))
    return [str(stretch.last) for stretch in found]


@pytest.mark.parametrize(
    ("rule", "starts_on", "until", "expected"),
    [
        pytest.param(
            QUARTERLY, "2026-01-01", "2026-12-31",
            ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"], id="four-in-a-year",
        ),
        pytest.param(
            QUARTERLY, "2026-01-01", "2026-12-30",
            ["2026-03-31", "2026-06-30", "2026-09-30"], id="a-period-cut-short-owes-nothing",
        ),
        pytest.param(
            QUARTERLY, "2026-01-31", "2027-02-01",
            ["2026-04-29", "2026-07-30", "2026-10-30", "2027-01-30"], id="from-the-31st",
        ),
        pytest.param(
            "FREQ=MONTHLY", "2026-01-31", "2026-05-31",
            ["2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30"], id="monthly-from-the-31st",
        ),
        pytest.param(
            "FREQ=MONTHLY", "2028-01-30", "2028-03-30",
            ["2028-02-28", "2028-03-29"], id="february-of-a-leap-year",
        ),
        pytest.param(
            "FREQ=YEARLY", "2024-02-29", "2028-12-31",
            ["2025-02-27", "2026-02-27", "2027-02-27", "2028-02-28"], id="yearly-from-a-leap-day",
        ),
        pytest.param(
            "FREQ=WEEKLY", "2026-03-02", "2026-03-16", ["2026-03-08", "2026-03-15"], id="weekly"
        ),
        pytest.param(QUARTERLY, "2026-06-01", "2026-03-01", [], id="not-begun"),
    ],
)  # fmt: skip
def test_lu_05_what_a_period_owes_is_due_on_its_last_day(
    rule: str, starts_on: str, until: str, expected: list[str]
) -> None:
    assert due(rule, starts_on, until) == expected


@given(
    starts_on=st.dates(date(2019, 12, 1), date(2030, 1, 1)),
    months=st.integers(1, 12),
    length=st.integers(0, 1200),
)
def test_lu_05_periods_follow_one_another_without_gap_and_begin_on_the_corresponding_date(
    starts_on: date, months: int, length: int
) -> None:
    until = starts_on + timedelta(length)
    found = list(stretches(f"FREQ=MONTHLY;INTERVAL={months}", starts_on, until=until))

    firsts = [months_later(starts_on, months * place) for place in range(len(found) + 1)]
    assert [stretch.first for stretch in found] == firsts[:-1]
    assert [stretch.last + timedelta(1) for stretch in found] == firsts[1:]
    assert months_later(starts_on, months * (len(found) + 1)) > until + timedelta(1)


def test_lu_05_each_tier_has_its_activities() -> None:
    activities = terms_of("lumeon").activities
    by_tier = {
        tier: [kind.key for kind in activities if tier in kind.tiers]
        for tier in terms_of("lumeon").tiers
    }

    assert by_tier == {
        "essentials": [],
        "professional": ["review_by_telephone"],
        "premium": [
            "review_on_site",
            "health_check",
            "support_day",
            "roadmap_briefing",
            "release_briefing",
            "best_practice",
        ],
    }


def test_lu_05_two_support_days_and_four_reviews_fall_into_a_year() -> None:
    counts = {
        kind.key: len(due(kind.recurrence, "2026-01-01", "2026-12-31"))
        for kind in terms_of("lumeon").activities
    }

    assert (counts["support_day"], counts["review_on_site"], counts["health_check"]) == (2, 4, 1)
