"""What holds for every month, whatever was recorded (PQ-01, HR-01)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from availability.domain.facts import Exclusion, Maintenance, Outage
from availability.domain.maintenance import notice_until
from availability.domain.month import availability_of, episodes
from availability.domain.policy import Effect, Kind, Measure, MinuteRounding, Policy, Week
from availability.terms import policy_for
from contracts.regions import holidays_of
from portal.kernel.month import Month
from portal.kernel.period import Period
from tests.contracts.vendors import terms_of

SEPTEMBER = Month(2026, 9)
BEGINS = datetime(2026, 8, 30, tzinfo=UTC)
HOLIDAYS = holidays_of("US", range(2025, 2029))


def policy(vendor: str) -> Policy:
    stated = terms_of(vendor).availability
    assert stated is not None
    return policy_for(stated, HOLIDAYS)


VENDORS = ("patientiq", "healthy-roster")
POLICIES = {vendor: policy(vendor) for vendor in VENDORS}
SETTINGS: dict[str, list[Any]] = {
    "rounding": list(MinuteRounding),
    "excluded_time_in_denominator": [True, False],
    "user_weighting": [True, False],
    "running_outage_wins": [True, False],
    "emergency_leaves_month": [True, False],
    "measure": list(Measure),
    "week": list(Week),
    "by_deployment": [True, False],
    "partial_weights": [
        {Effect.IMPAIRED: Fraction(1), Effect.DEGRADED: Fraction(0)},
        {Effect.IMPAIRED: Fraction(1, 2), Effect.DEGRADED: Fraction(1, 3)},
    ],
}


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return one vendor's rules with any of the settings."""
    chosen = {name: draw(st.sampled_from(values)) for name, values in SETTINGS.items()}
    return replace(POLICIES[draw(st.sampled_from(VENDORS))], **chosen)


@st.composite
def spans(draw: st.DrawFn, longest: int = 12 * 60) -> Period:
    start = BEGINS + timedelta(minutes=draw(st.integers(0, 34 * 24 * 60)))
    return Period(start, start + timedelta(minutes=draw(st.integers(1, longest))))


@st.composite
def outages(draw: st.DrawFn) -> Outage:
    during = draw(spans())
    is_excluded = draw(st.booleans())
    cut = Period(during.start, during.start + during.duration / 2)
    exclusions = (Exclusion(reason="misuse", during=cut),) if is_excluded else ()
    return Outage(
        key=f"o{during}",
        during=during,
        exclusions=exclusions,
        effect=draw(st.sampled_from(list(Effect))),
        users=draw(st.sampled_from([None, (1, 50), (50, 50)])),
    )


@st.composite
def works(draw: st.DrawFn) -> Maintenance:
    during = draw(spans(longest=300))
    days = draw(st.integers(0, 15))
    return Maintenance(
        key=f"m{during}",
        kind=draw(st.sampled_from(list(Kind))),
        during=during,
        notice_at=during.start - timedelta(days=days),
        contacted_at=during.start if draw(st.booleans()) else None,
        zones=draw(st.sampled_from([(), (ZoneInfo("America/Denver"),)])),
    )


facts = st.tuples(st.lists(outages(), max_size=6), st.lists(works(), max_size=5))


@given(facts, policies())
def test_the_seconds_of_all_classes_add_up_to_the_month(
    known: tuple[list[Outage], list[Maintenance]], rules: Policy
) -> None:
    found = availability_of(SEPTEMBER, *known, rules)

    assert sum(found.classes.seconds().values()) == found.total == 30 * 86_400
    if rules.rounding is MinuteRounding.EXACT:
        assert found.down <= found.total


@given(facts, policies(), st.randoms(use_true_random=False))
def test_the_order_of_records_never_matters(
    known: tuple[list[Outage], list[Maintenance]], rules: Policy, order: Random
) -> None:
    down, work = known
    first = availability_of(SEPTEMBER, down, work, rules)
    order.shuffle(down)
    order.shuffle(work)

    assert availability_of(SEPTEMBER, down, work, rules).classes == first.classes


@given(facts, policies())
def test_an_outage_recorded_in_two_pieces_is_the_same_outage(
    known: tuple[list[Outage], list[Maintenance]], rules: Policy
) -> None:
    down, work = known
    whole = [replace(one, exclusions=()) for one in down]
    pieces = [piece for one in whole for piece in _halves(one)]

    split = availability_of(SEPTEMBER, pieces, work, rules)
    first = availability_of(SEPTEMBER, whole, work, rules)

    assert (split.classes, split.percent) == (first.classes, first.percent)


def _halves(outage: Outage) -> list[Outage]:
    middle = outage.during.start + timedelta(seconds=outage.during.duration.total_seconds() // 2)
    return [
        replace(outage, key="first", during=Period(outage.during.start, middle)),
        replace(outage, key="second", during=Period(middle, outage.during.end)),
    ]


ROUNDED_UP = {MinuteRounding.CEIL, MinuteRounding.TOUCHED}


@given(facts, spans(), policies())
def test_another_outage_never_raises_the_availability(
    known: tuple[list[Outage], list[Maintenance]], more: Period, rules: Policy
) -> None:
    # Half a minute excluded and half counted is a whole minute where drops are rounded up, of a
    # month that is half a minute shorter: as an outage of one minute it weighs less.
    assume(not (rules.rounding in ROUNDED_UP and not rules.excluded_time_in_denominator))
    down, work = known
    before = availability_of(SEPTEMBER, down, work, rules).percent
    after = availability_of(
        SEPTEMBER, [*down, Outage(key="more", during=more)], work, rules
    ).percent

    assert before is None or after is None or after <= before


@given(facts, policies())
def test_a_month_computed_again_is_the_same_month(
    known: tuple[list[Outage], list[Maintenance]], rules: Policy
) -> None:
    first, again = (availability_of(SEPTEMBER, *known, rules) for _ in range(2))

    assert (first.classes, first.percent) == (again.classes, again.percent)


@given(facts, policies())
def test_every_counted_second_of_an_episode_is_downtime_and_none_is_counted_twice(
    known: tuple[list[Outage], list[Maintenance]], rules: Policy
) -> None:
    found = list(episodes(*known, rules, SEPTEMBER))

    for one in found:
        assert timedelta(0) <= one.counted <= one.during.duration
    assert all(one.during.end < other.during.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("starts", "latest"),
    [
        ("2026-09-16T04:00:00+00:00", "2026-09-08"),  # Tuesday night: a week and a day before
        ("2026-09-11T04:00:00+00:00", "2026-09-02"),  # Labor Day lies between
        (
            "2026-09-13T04:00:00+00:00",
            "2026-09-03",
        ),  # Saturday night after Labor Day
    ],
)
def test_pq_03_five_business_days_of_notice_exclude_the_day_it_is_given(
    starts: str, latest: str
) -> None:
    at = datetime.fromisoformat(starts)

    assert str(notice_until(at, POLICIES["patientiq"])) == latest


def test_hr_03_each_night_of_a_weekend_is_counted_by_its_own_date() -> None:
    # Friday 23:00 to Saturday 01:00 in Los Angeles: only the second hour is weekend.
    during = Period(datetime(2026, 9, 12, 6, tzinfo=UTC), datetime(2026, 9, 12, 8, tzinfo=UTC))
    work = Maintenance(
        key="m", kind=Kind.SCHEDULED, during=during, notice_at=during.start - timedelta(days=3)
    )

    found = availability_of(SEPTEMBER, [], [work], POLICIES["healthy-roster"])

    assert found.classes.seconds()["maintenance"] == 1800  # the allotment, from midnight on
    assert found.classes.seconds()["downtime"] == 5400
    assert found.percent is not None
    assert found.percent < Fraction(100)
