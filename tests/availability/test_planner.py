"""What planned work would come to, and the earliest minute that keeps the rules (PQ-03, HR-03)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from availability.domain.down import down_by
from availability.domain.facts import Maintenance, Outage
from availability.domain.plan import Plan, checked_sessions
from availability.domain.planner import Because, Counts, reckon
from availability.domain.policy import Kind, Policy, Week
from availability.domain.slots import MINUTE, Surroundings, earliest_slot, is_compliant
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from tests.availability.test_month import POLICIES

PATIENTIQ, ROSTER = POLICIES["patientiq"], POLICIES["healthy-roster"]
CHICAGO, PACIFIC = ZoneInfo("America/Chicago"), ZoneInfo("America/Los_Angeles")
NOTHING_DOWN = down_by([], PATIENTIQ)


def at(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def planned(start: datetime, minutes: int, notice: datetime | None, **other: object) -> Plan:
    session = Period(start, start + timedelta(minutes=minutes))
    plan = Plan(kind=Kind.SCHEDULED, sessions=(session,), notice_at=notice)
    return replace(plan, **other)  # type: ignore[arg-type]  # fields, as named


def minutes_of(plan: Plan, policy: Policy, *works: Maintenance) -> dict[str, int]:
    found = reckon(plan, policy, works, down_by([], policy))
    return {one: found.total(one) // MINUTE for one in Counts if found.total(one)}


def around(policy: Policy, start: datetime, *works: Maintenance) -> Surroundings:
    searched = Period(start, start + timedelta(days=122))
    return Surroundings.of(policy, works, down_by([], policy), searched)


def test_work_in_the_window_with_its_notice_is_maintenance() -> None:
    plan = planned(at("2026-09-15 23:00"), 40, at("2026-09-08 12:00"))

    assert minutes_of(plan, PATIENTIQ) == {"maintenance": 40}


def test_a_notice_a_day_late_makes_all_of_it_downtime_and_says_by_when_it_was_due() -> None:
    plan = planned(at("2026-09-15 23:00"), 40, at("2026-09-09 00:00"))

    found = reckon(plan, PATIENTIQ, (), NOTHING_DOWN)

    assert plan.notice_until(PATIENTIQ) == date(2026, 9, 8)
    assert not plan.is_noticed(PATIENTIQ)
    assert found.reasons == [(Because.NOTICE, timedelta(minutes=40))]


def test_what_lies_before_the_window_opens_is_downtime_minute_by_minute() -> None:
    plan = planned(at("2026-09-15 22:48"), 40, at("2026-09-01 12:00"))

    found = reckon(plan, PATIENTIQ, (), NOTHING_DOWN)

    told = [(one.counts, one.because, one.during.duration // MINUTE) for one in found.stretches]
    assert told == [
        (Counts.DOWNTIME, Because.HOURS, 12),
        (Counts.MAINTENANCE, Because.PERMITTED, 28),
    ]


def test_the_31st_minute_of_a_month_is_beyond_its_allotment() -> None:
    saturday = at("2026-09-12 23:00", PACIFIC)
    plan = planned(saturday, 31, saturday - timedelta(hours=48))

    found = reckon(plan, ROSTER, (), down_by([], ROSTER))

    assert minutes_of(plan, ROSTER) == {"maintenance": 30, "downtime": 1}
    assert found.reasons == [(Because.ALLOTMENT, MINUTE)]
    (share,) = found.shares
    assert (str(share.month), share.left) == ("2026-09", timedelta(0))


def test_an_extension_that_the_customer_approved_raises_the_allotment() -> None:
    saturday = at("2026-09-12 23:00", PACIFIC)
    plan = planned(saturday, 45, saturday - timedelta(hours=48), extension=15 * MINUTE)

    assert minutes_of(plan, ROSTER) == {"maintenance": 45}


@pytest.mark.parametrize(
    ("start", "hours", "because"),
    [
        pytest.param("2026-09-12 23:00", 47, Because.NOTICE, id="notice-of-47-hours"),
        pytest.param("2026-09-15 23:00", 72, Because.WEEKEND, id="a-tuesday"),
        pytest.param("2026-09-12 12:00", 72, Because.HOURS, id="at-noon"),
    ],
)
def test_the_first_rule_that_is_broken_is_the_reason(
    start: str, hours: int, because: Because
) -> None:
    begins = at(start, PACIFIC)
    plan = planned(begins, 20, begins - timedelta(hours=hours))

    found = reckon(plan, ROSTER, (), down_by([], ROSTER))

    assert found.reasons == [(because, 20 * MINUTE)]


def test_a_second_session_of_the_week_is_downtime_and_an_earlier_one_takes_the_others_place() -> (
    None
):
    saturday, sunday = at("2026-09-12 23:30", PACIFIC), at("2026-09-13 23:30", PACIFIC)
    told = at("2026-09-01 12:00")
    other = planned(saturday, 10, told).works()[0]
    later, earlier = replace(other, key="later"), at("2026-09-12 01:00", PACIFIC)

    second = reckon(planned(sunday, 10, told), ROSTER, (later,), down_by([], ROSTER))
    first = reckon(planned(earlier, 10, told), ROSTER, (later,), down_by([], ROSTER))

    assert second.reasons == [(Because.SESSION, 10 * MINUTE)]
    assert (first.total(Counts.DOWNTIME), first.knock_on) == (timedelta(0), 10 * MINUTE)


def test_emergency_work_counts_only_from_a_prompt_contact() -> None:
    begins = at("2026-09-15 10:00")
    emergency = planned(begins, 30, None, kind=Kind.EMERGENCY)

    found = reckon(emergency, PATIENTIQ, (), NOTHING_DOWN)
    assert found.reasons == [(Because.CONTACT, 30 * MINUTE)]
    in_time = replace(emergency, contacted_at=begins + timedelta(minutes=60))
    assert minutes_of(in_time, PATIENTIQ) == {"excused": 30}


def test_an_outage_that_ran_before_the_emergency_stays_one() -> None:
    begins = at("2026-09-15 11:00")
    outage = Outage(key="o", during=Period(begins - timedelta(hours=1), begins + 20 * MINUTE))
    plan = planned(begins, 30, None, kind=Kind.EMERGENCY, contacted_at=begins)

    found = reckon(plan, PATIENTIQ, (), down_by([outage], PATIENTIQ))

    told = [(one.counts, one.because, one.during.duration // MINUTE) for one in found.stretches]
    assert told == [
        (Counts.DOWNTIME, Because.RUNNING, 20),
        (Counts.EXCUSED, Because.PERMITTED, 10),
    ]


def test_work_of_which_no_unavailability_is_expected_owes_no_notice_where_the_text_says_so() -> (
    None
):
    begins = at("2026-09-15 23:00")
    plan = planned(begins, 30, None, is_outage_expected=False, recorded_at=begins - MINUTE)
    silent = replace(PATIENTIQ, unexpected_needs_notice=False)

    found = reckon(plan, silent, (), NOTHING_DOWN)

    assert plan.notice_until(silent) is None
    assert found.total(Counts.MAINTENANCE) == 30 * MINUTE


def test_the_earliest_slot_waits_for_notice_window_and_weekend() -> None:
    tuesday = at("2026-09-08 12:00", PACIFIC)

    slot = earliest_slot(planned(tuesday, 30, None), [around(ROSTER, tuesday)], tuesday)

    # 48 hours end on Thursday; the first weekend second in the window is Saturday's midnight.
    assert slot == at("2026-09-12 00:00", PACIFIC)


def test_a_slot_for_several_contracts_keeps_the_rules_of_all() -> None:
    tuesday = at("2026-09-08 12:00")
    known = [around(ROSTER, tuesday), around(PATIENTIQ, tuesday)]

    slot = earliest_slot(planned(tuesday, 30, None), known, tuesday)

    # Five business days end on Tuesday the 15th, so it is the weekend after. Saturday begins in
    # Los Angeles at 02:00 in Chicago, whose window closes an hour later.
    assert slot == at("2026-09-19 02:00")


def test_there_is_no_slot_for_work_that_is_longer_than_every_window() -> None:
    # The longest night is that in which clocks go back: five hours.
    tuesday = at("2026-09-08 12:00")

    assert earliest_slot(planned(tuesday, 301, None), [around(PATIENTIQ, tuesday)], tuesday) is None


BEGINS = datetime(2026, 10, 20, 9, 30, tzinfo=UTC)  # clocks go back twice in the weeks ahead


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    chosen = draw(st.sampled_from([PATIENTIQ, ROSTER]))
    return replace(
        chosen,
        sessions_per_week=draw(st.sampled_from([None, 1, 2])),
        week=draw(st.sampled_from(list(Week))),
        only_weekends=draw(st.booleans()),
        allotment=draw(st.sampled_from([None, 30 * MINUTE, 90 * MINUTE])),
    )


@st.composite
def other_works(draw: st.DrawFn) -> Maintenance:
    night = at("2026-10-20 23:00", PACIFIC) + timedelta(days=draw(st.integers(0, 30)))
    start = night + MINUTE * draw(st.integers(0, 200))
    session = Period(start, start + MINUTE * draw(st.integers(1, 40)))
    told = BEGINS - timedelta(days=draw(st.sampled_from([-20, 30])))
    kind = draw(st.sampled_from(list(Kind)))
    return Maintenance(
        key=f"other {session}", kind=kind, during=session, announced=session, notice_at=told,
        contacted_at=start,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(policies(), st.lists(other_works(), max_size=5), st.integers(1, 70), st.data())
def test_the_slot_found_keeps_every_rule_and_no_earlier_minute_does(
    policy: Policy, works: list[Maintenance], minutes: int, data: st.DataObject
) -> None:
    plan = planned(BEGINS, minutes, BEGINS, recorded_at=BEGINS)
    known = around(policy, BEGINS, *works)
    within = timedelta(days=25)

    slot = earliest_slot(plan, [known], BEGINS, within=within)

    if slot is not None:
        assert is_compliant(plan.moved(slot - BEGINS), known)
    latest = slot or BEGINS + within
    tried = [latest - MINUTE] if latest > BEGINS else []
    ahead = (latest - BEGINS) // MINUTE
    tried += [BEGINS + MINUTE * data.draw(st.integers(0, ahead)) for _ in range(4)]
    for work in works:
        tried += [work.during.end, work.during.start - MINUTE * minutes]
    for night in range(1, (latest - BEGINS).days + 1):
        tried += [
            at("2026-10-20 23:00", zone) + timedelta(days=night) for zone in (PACIFIC, CHICAGO)
        ]
    for one in tried:
        if BEGINS <= one < latest:
            assert not is_compliant(plan.moved(one - BEGINS), known), one


@given(st.lists(other_works(), max_size=4), st.integers(-300, 300), st.integers(1, 200))
def test_the_stretches_of_a_work_add_up_to_it(
    works: list[Maintenance], offset: int, minutes: int
) -> None:
    plan = planned(at("2026-10-31 23:00", PACIFIC) + MINUTE * offset, minutes, BEGINS)

    found = reckon(plan, ROSTER, works, down_by([], ROSTER))

    assert sum((one.during.duration for one in found.stretches), timedelta(0)) == MINUTE * minutes


@pytest.mark.parametrize(
    ("sessions", "code"),
    [
        pytest.param([], "no_session", id="none"),
        pytest.param([(0, 60), (59, 90)], "sessions_overlap", id="overlapping"),
        pytest.param([(0, 60), (31 * 1440, 31 * 1440 + 1)], "too_long", id="more-than-31-days"),
    ],
)
def test_sessions_that_make_no_sense_are_refused(
    sessions: list[tuple[int, int]], code: str
) -> None:
    made = [Period(BEGINS + MINUTE * start, BEGINS + MINUTE * end) for start, end in sessions]

    with pytest.raises(Refusal) as refused:
        checked_sessions(made)

    assert refused.value.code == code
