"""What a month would come to under another reading, and whether its verdict hangs on it."""

from dataclasses import replace

import pytest

from availability.domain.facts import Exclusion
from availability.domain.month import availability_of
from availability.domain.policy import Measure, Policy
from availability.domain.readings import OTHERS, Reading, readings_of
from contracts.domain.counting import OtherReading
from portal.kernel.month import Month
from tests.availability.domain.known import HR, PIQ, at, down, month, work
from tests.contracts.vendors import terms_of

NIGHT = at("2026-09-16 04:00")


def listed(vendor: str) -> tuple[OtherReading, ...]:
    stated = terms_of(vendor).availability
    assert stated is not None
    return stated.other_readings


def told(vendor: str, rules: Policy, outages: list, works: list) -> dict[str, Reading]:  # type: ignore[type-arg]  # either kind of record
    found = month(outages, rules, works)
    readings = readings_of(found, listed(vendor), outages, works)
    assert readings == sorted(readings, key=lambda one: not one.changes_verdict)
    return {f"{one.setting}: {one.value}": one for one in readings}


def test_every_setting_that_a_file_may_list_can_be_read_otherwise() -> None:
    assert set(OTHERS) == set(OtherReading)


@pytest.mark.parametrize("vendor", ["patientiq", "healthy-roster"])
def test_a_month_in_which_nothing_happened_hangs_on_little(vendor: str) -> None:
    rules = PIQ if vendor == "patientiq" else HR

    verdicts = [one.setting for one in told(vendor, rules, [], []).values() if one.changes_verdict]

    assert verdicts == []


def test_p2_excluded_minutes_that_leave_the_month_would_have_missed() -> None:
    long = down(10_000, start=at("2026-09-02 12:00"))
    excused = replace(long, exclusions=(Exclusion(reason="force_majeure"),))

    found = told("patientiq", PIQ, [excused, down(200)], [])

    one = found["excluded_time_in_denominator: excluded time leaves the month"]
    assert (one.is_met, one.changes_verdict) == (False, True)


def test_h1_the_literal_multiplier_would_miss_with_one_second_down() -> None:
    found = told("healthy-roster", HR, [down(1 / 60)], [])

    assert found["formula_multiplier: multiplied by 99.995 %"].changes_verdict


def test_h2_maintenance_beyond_the_allotment_may_be_taken_twice() -> None:
    saturday = at("2026-09-13 06:10")  # 23:10 in Los Angeles

    found = told("healthy-roster", HR, [], [work(saturday, 45)])

    reading = "maintenance beyond the allotment leaves the month and is downtime too"
    one = found[f"overflow_leaves_month: {reading}"]
    assert (one.is_met, one.changes_verdict) == (False, False)


def test_h4_a_session_on_a_tuesday_is_maintenance_by_section_1_1_alone() -> None:
    tuesday = at("2026-09-16 06:30")  # 23:30 in Los Angeles

    found = told("healthy-roster", HR, [], [work(tuesday, 20)])

    assert found["weekends_and_sessions: any night, any number"].is_met


def test_h10_standard_time_in_summer_is_an_hour_behind() -> None:
    saturday = at("2026-07-12 06:30")  # 23:30 by the clocks of Los Angeles, 22:30 by the sun

    works = [work(saturday, 20)]
    july = availability_of(Month(2026, 7), [], works, HR)

    (one,) = readings_of(july, ["maintenance_zone"], [], works)
    assert (one.value, one.is_met, one.changes_verdict) == ("always Etc/GMT+8", False, True)


def test_p1_the_three_measures_of_scheduled_downtime() -> None:
    announced = work(NIGHT, 45)
    announced = replace(announced, announced=work(NIGHT, 120).during)

    found = told("patientiq", PIQ, [down(300)], [announced])

    measures = [one for one in found.values() if one.setting == "maintenance_measure"]
    assert len(measures) == len(Measure) - 1
    assert not any(one.changes_verdict for one in measures)
