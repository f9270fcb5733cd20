"""Each setting of how a month is counted, by the figures worked out in the readings."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from availability.domain.facts import Detection, Exclusion, Outage
from availability.domain.month import availability_of
from availability.domain.policy import (
    DetectionBounds,
    Effect,
    Kind,
    MinuteRounding,
    MinutesBasis,
    PartialMonth,
    Week,
)
from portal.kernel.month import Month
from portal.kernel.period import Period
from tests.availability.domain.known import HR, NOON, PIQ, at, down, figure, month, work

DENVER, CHICAGO = ZoneInfo("America/Denver"), ZoneInfo("America/Chicago")
NIGHT = at("2026-09-15 04:00")  # Tuesday 23:00 in Chicago, 22:00 in Denver
SATURDAY = at("2026-09-13 06:10")  # Saturday 23:10 in Los Angeles
SUNDAY = at("2026-09-14 06:10")  # Sunday 23:10: the same ISO week, the next one from Sunday


@pytest.mark.parametrize(
    ("rounding", "counted"),
    [
        (MinuteRounding.EXACT, 590),
        (MinuteRounding.DROP_SHORT, 0),
        (MinuteRounding.CEIL, 600),
        (MinuteRounding.TOUCHED, 1200),
    ],
)
def test_p17_ten_drops_of_59_seconds(rounding: MinuteRounding, counted: int) -> None:
    half = timedelta(seconds=30)
    starts = [NOON + timedelta(hours=place) + half for place in range(10)]
    drops = [down(59 / 60, start=start) for start in starts]

    assert month(drops, replace(PIQ, rounding=rounding)).down == counted


def test_p17_an_exclusion_in_the_middle_does_not_make_two_short_drops_of_one() -> None:
    during = Period(NOON, NOON + timedelta(seconds=100))
    cut = Period(NOON + timedelta(seconds=40), NOON + timedelta(seconds=60))
    one = Outage(key="O", during=during, exclusions=(Exclusion(reason="isp", during=cut),))

    assert month([one], replace(PIQ, rounding=MinuteRounding.DROP_SHORT)).down == 80
    assert month([one], replace(PIQ, rounding=MinuteRounding.CEIL)).down == 120


@pytest.mark.parametrize(
    ("weight", "says"),
    [("0", "100.000000"), ("0.3", "99.722222"), ("0.5", "99.537037"), ("1", "99.074074")],
)
def test_p18_restricted_use_counts_in_the_share_agreed(weight: str, says: str) -> None:
    shares = {Effect.IMPAIRED: Fraction(1), Effect.DEGRADED: Fraction(weight)}

    found = month([down(400, effect=Effect.DEGRADED)], replace(PIQ, partial_weights=shares))

    assert figure(found) == says


def test_p18_substantial_parts_count_whole_and_restrictions_do_not() -> None:
    assert month([down(60, effect=Effect.IMPAIRED)], PIQ).down == 3600
    assert month([down(60, effect=Effect.DEGRADED)], PIQ).down == 0


def test_h21_a_degraded_service_counts_when_ordinary_functions_were_out() -> None:
    assert month([down(60, effect=Effect.DEGRADED, ordinary_out=True)], HR).down == 3600


def test_p18_a_whole_outage_wins_over_a_partial_one_and_the_larger_share_over_the_smaller() -> None:
    shares = {Effect.IMPAIRED: Fraction(1, 2), Effect.DEGRADED: Fraction(1, 4)}
    known = [
        down(60, effect=Effect.DEGRADED),
        down(40, effect=Effect.IMPAIRED),
        down(20),
    ]

    found = month(known, replace(PIQ, partial_weights=shares))

    assert found.down == 60 * (20 + Fraction(20, 2) + Fraction(20, 4))
    assert sum(found.classes.seconds().values()) == found.total


@pytest.mark.parametrize(("is_weighted", "says"), [(True, "99.986111"), (False, "99.305555")])
def test_p19_one_of_fifty_users_down_for_300_minutes(is_weighted: bool, says: str) -> None:
    rules = replace(PIQ, user_weighting=is_weighted)

    assert figure(month([down(300, users=(1, 50))], rules)) == says


@pytest.mark.parametrize(
    ("bounds", "seconds", "says"),
    [
        (DetectionBounds.TYPED, 129, "99.995023"),
        (DetectionBounds.FAILED, 120, "99.995370"),
        (DetectionBounds.DOUBTED, 180, "99.993055"),
    ],
)
def test_h22_the_bounds_of_what_monitoring_saw(
    bounds: DetectionBounds, seconds: int, says: str
) -> None:
    minute = timedelta(minutes=1)
    seen = Detection(last_ok=NOON - minute, first_fail=NOON, first_ok=NOON + 2 * minute)
    one = down(129 / 60, detection=seen)

    found = month([one], replace(HR, bounds=bounds))

    assert (found.down, figure(found)) == (seconds, says)


def test_h22_without_what_was_seen_the_times_typed_hold() -> None:
    rules = replace(HR, bounds=DetectionBounds.DOUBTED)

    assert (
        month([down(2)], rules).down == month([down(2, detection=Detection())], rules).down == 120
    )


def test_p12_a_second_is_in_the_window_only_if_it_is_for_each_deployment_taken_down() -> None:
    session = work(NIGHT, 120)
    both = work(NIGHT, 120, zones=(CHICAGO, DENVER))

    assert month([], PIQ, [session]).classes.seconds()["maintenance"] == 7200
    assert month([], PIQ, [both]).classes.seconds()["maintenance"] == 3600
    assert month([], PIQ, [both]).down == 3600
    assert month([], replace(PIQ, by_deployment=False), [both]).down == 0


def test_p8_unexpected_unavailability_needs_a_record_made_before_the_start() -> None:
    told = {"notice_at": None, "is_outage_expected": False}
    before, after = NIGHT - timedelta(hours=1), NIGHT + timedelta(hours=1)

    assert month([], PIQ, [work(NIGHT, 30, recorded_at=before, **told)]).down == 0
    assert month([], PIQ, [work(NIGHT, 30, recorded_at=after, **told)]).down == 1800
    assert month([], PIQ, [work(NIGHT, 30, recorded_at=before, notice_at=None)]).down == 1800
    assert month([], HR, [work(SATURDAY, 20, recorded_at=SATURDAY - timedelta(1), **told)]).down


def test_p9_an_emergency_inside_the_window_is_excused_unless_read_literally() -> None:
    patch = work(NIGHT, 30, kind=Kind.EMERGENCY, contacted_at=NIGHT)

    assert month([], PIQ, [patch]).down == 0
    assert month([], replace(PIQ, emergency_only_outside=True), [patch]).down == 1800


def test_p6_an_outage_already_running_wins_over_a_later_emergency() -> None:
    outage = down(240)
    later = NOON + timedelta(minutes=60)
    mending = work(later, 240, kind=Kind.EMERGENCY, contacted_at=later)

    found = month([outage], PIQ, [mending])

    assert (found.down, found.classes.seconds()["emergency"]) == (14_400, 3600)
    assert month([outage], replace(PIQ, running_outage_wins=False), [mending]).down == 3600


def test_hr_03_an_outage_is_downtime_though_it_began_during_the_emergency() -> None:
    mending = work(SATURDAY, 20, kind=Kind.EMERGENCY, notice_at=None)
    later = work(SATURDAY + timedelta(days=7), 20)
    outage = down(20, start=SATURDAY + timedelta(minutes=10))

    seconds = month([outage], HR, [mending, later]).classes.seconds()

    # Ten minutes of the allotment are used before the outage, so all of the later work is allowed.
    assert (seconds["maintenance"], seconds["downtime"]) == (1800, 1200)


def test_p7_prompt_contact_is_a_condition_where_notice_is_one() -> None:
    untold = work(NOON, 180, kind=Kind.EMERGENCY, notice_at=None)

    assert month([], PIQ, [untold]).down == 10_800
    assert month([], replace(PIQ, notice_is_condition=False), [untold]).down == 0


@pytest.mark.parametrize(
    ("week", "seconds"), [(Week.ISO, 900), (Week.SEVEN_DAYS, 900), (Week.SUNDAY, 0)]
)
def test_h5_saturday_and_sunday_are_one_week_or_two(week: Week, seconds: int) -> None:
    sessions = [work(SATURDAY, 15), work(SUNDAY, 15)]

    assert month([], replace(HR, week=week), sessions).down == seconds


@pytest.mark.parametrize(("leaves", "says"), [(False, "99.965253"), (True, "99.965241")])
def test_h2_what_lies_beyond_the_allotment_stays_in_the_month_or_leaves_it(
    leaves: bool, says: str
) -> None:
    found = month([], replace(HR, overflow_leaves_month=leaves), [work(SATURDAY, 45)])

    assert (found.down, found.permitted.overflow, figure(found)) == (900, timedelta(0, 900), says)


def test_h3_two_records_of_the_same_minutes_use_the_allotment_once() -> None:
    found = month([], HR, [work(SATURDAY, 45), work(SATURDAY, 45, kind=Kind.EMERGENCY)])

    assert (found.down, found.permitted.overflow) == (900, timedelta(0, 900))


def test_h5_a_session_before_the_month_uses_its_week_up() -> None:
    # Early on Saturday 31 October and late on Sunday 1 November 2026, in Los Angeles.
    last, first = at("2026-10-31 07:10"), at("2026-11-02 07:10")
    november = Month(2026, 11)

    alone = availability_of(november, [], [work(first, 15)], HR)
    after = availability_of(november, [], [work(last, 15), work(first, 15)], HR)

    assert (alone.down, after.down) == (0, 900)
    assert [one.maintenance.during.start for one in after.permitted.rulings] == [first]


def test_h5_a_session_written_down_in_two_records_is_one_session() -> None:
    pieces = [work(SATURDAY, 10), work(SATURDAY + timedelta(minutes=10), 10)]

    assert month([], HR, pieces).down == month([], HR, [work(SATURDAY, 20)]).down == 0


@pytest.mark.parametrize(
    ("partial", "says"),
    [
        (PartialMonth.OWN_SECONDS, "98.611111"),
        (PartialMonth.WHOLE_MONTH, "99.537037"),
        (PartialMonth.LEFT_OUT, "none"),
    ],
)
def test_a_month_in_which_a_contract_began(partial: PartialMonth, says: str) -> None:
    begins = at("2026-09-21 05:00")  # ten days before the month ends in Chicago

    rules = replace(PIQ, partial_month=partial)
    found = month([down(200, start=begins)], rules, starts=begins)

    assert figure(found) == says


@pytest.mark.parametrize(
    ("basis", "says", "is_met"),
    [
        (MinutesBasis.ELAPSED, "99.499327", False),  # of 743 hours
        (MinutesBasis.NOMINAL, "99.500000", True),
        (MinutesBasis.FIXED, "99.483333", False),
    ],
)
def test_p14_a_march_of_743_hours(basis: MinutesBasis, says: str, is_met: bool) -> None:
    outage = down(13_392 / 60, start=at("2026-03-18 12:00"))

    found = availability_of(Month(2026, 3), [outage], [], replace(PIQ, basis=basis))

    assert (figure(found), found.is_met) == (says, is_met)


def test_pq_01_what_may_still_be_lost_is_what_the_target_allows() -> None:
    assert month([], PIQ).allowed == 12_960
    assert month([], HR).allowed == 129
