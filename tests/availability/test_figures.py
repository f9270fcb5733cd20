"""What a contract's month came to, from the rows that people and monitors wrote."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from availability.domain.month import percent_text
from availability.figures import MonthFigure, figure_of, figures_of_many
from availability.services.exclusions import decide_exclusion, propose_exclusion
from availability.services.outages import correct_outage
from contracts.domain.fees import Fees
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from tests.availability.saying import LATER, declared, facts, planned, utc
from tests.availability.slow import measured
from tests.availability.world import World, signed_for

pytestmark = pytest.mark.django_db
JUNE = Month(2026, 6)


def june(world: World, at: datetime = LATER, **when: datetime) -> MonthFigure:
    return figure_of(world.contract, JUNE, at=at, **when)


def shown(figure: MonthFigure) -> str:
    return "none" if figure.found.percent is None else percent_text(figure.found.percent)


def test_a_month_without_a_fault_is_a_hundred_percent_with_its_formula(piq: World) -> None:
    figure = june(piq)

    assert (shown(figure), figure.is_over, figure.budget_left) == ("100.000000", True, 12_960)
    assert figure.formula.endswith("= 100.000000 %, against 99.5 %: met")


def test_pq_01_an_outage_counts_and_its_seconds_are_all_told(piq: World) -> None:
    declared(piq, "06-09 14:00", "06-09 18:00")  # in the middle of a month of 43,200 minutes

    figure = june(piq)

    (one,) = figure.deductions
    assert (one.outage.key, one.in_month, one.counted) == ("O-1", 14_400, 14_400)
    assert (shown(figure), figure.found.is_met, figure.budget_left) == ("99.444444", False, -1440)
    assert "downtime 14400 s" in figure.derivation[-2]


def test_pq_02_what_two_people_decided_does_not_count_and_its_reason_stands_beside(
    piq: World,
) -> None:
    outage = declared(piq, "06-09 14:00", "06-09 18:00")
    said = propose_exclusion(
        by=piq.agent, outage=outage, reason="force_majeure", evidence="A flood.", at=LATER
    )
    decide_exclusion(by=piq.manager, exclusion=said, verdict="approved", at=LATER)

    figure = june(piq)

    (one,) = figure.deductions
    assert (one.counted, one.excluded, one.reasons) == (0, 14_400, ("force_majeure",))
    assert (shown(figure), figure.found.is_met) == ("100.000000", True)


def test_pq_05_each_outage_says_whether_it_was_over_in_time_and_lost_little(piq: World) -> None:
    lost = {"data_lost_from": utc("06-09 12:30"), "data_lost_to": utc("06-09 14:00")}
    declared(piq, "06-09 14:00", "06-09 18:00", **lost)
    declared(piq, "06-12 14:00", "06-12 18:01", restored_at=utc("06-12 17:00"))

    first, second = (recovery for _, recovery in june(piq).recoveries)

    assert (first.restored, first.is_in_time) == (timedelta(hours=4), True)
    assert (first.lost, first.is_little_lost) == (timedelta(minutes=90), False)
    assert (second.restored, second.is_little_lost) == (timedelta(hours=3), True)


def test_a_month_that_goes_on_has_a_figure_so_far_and_one_if_nothing_more_happens(
    piq: World,
) -> None:
    at = utc("06-11 05:00")  # ten days of June are over in Chicago
    declared(piq, "06-09 14:00", "06-09 15:00", at=at)

    figure = june(piq, at)

    assert (figure.is_over, figure.so_far.total, figure.found.total) == (False, 864_000, 2_592_000)
    assert figure.so_far.percent == 100 * Fraction(864_000 - 3600, 864_000)
    assert figure.found.percent == 100 * Fraction(2_592_000 - 3600, 2_592_000)


def test_an_outage_that_goes_on_counts_up_to_now_and_is_not_late_before_its_time(
    piq: World,
) -> None:
    at = utc("06-09 15:30")
    declared(piq, "06-09 14:00", at=at)

    ((deduction, recovery),) = june(piq, at).recoveries

    assert (deduction.counted, recovery.restored, recovery.is_in_time) == (5400, None, None)


def test_hr_05_a_day_is_the_average_of_all_requests_of_all_components(roster: World) -> None:
    measured(roster.main, date(2026, 6, 1), 2400, 1)
    measured(roster.other, date(2026, 6, 1), 2610, 1)  # together 2.505
    measured(roster.main, date(2026, 6, 2), 5000, 2)  # exactly 2.5

    figure = june(roster)

    first, second, third = figure.days[:3]
    assert (first.mean, first.fails) == (Fraction("2.505"), True)
    assert (second.mean, second.fails) == (Fraction("2.5"), False)
    assert (third.mean, third.fails) == (None, False)
    assert (len(figure.days), figure.failing_days) == (30, [first])


def test_p2_the_verdict_says_on_which_reading_it_hangs(piq: World) -> None:
    excused = declared(piq, "06-03 14:00", "06-10 12:40")  # 10,000 minutes
    said = propose_exclusion(
        by=piq.agent, outage=excused, reason="force_majeure", evidence="A flood.", at=LATER
    )
    decide_exclusion(by=piq.manager, exclusion=said, verdict="approved", at=LATER)
    declared(piq, "06-20 14:00", "06-20 17:20")

    figure = june(piq)

    assert figure.found.is_met
    assert "excluded_time_in_denominator" in [one.setting for one in figure.depends_on]


def test_h4_work_on_a_weekday_night_is_downtime_at_healthy_roster(roster: World) -> None:
    planned(roster, ("06-10 06:30", "06-10 06:50"), done=True)  # Tuesday 23:30 in Los Angeles

    figure = june(roster)

    assert figure.found.down == 1200
    assert figure.derivation[1].startswith("M-1: notice missing or late")


def test_co_05_what_was_known_then_is_answered_as_it_was_known(piq: World) -> None:
    then = utc("07-02 12:00")
    outage = declared(piq, "06-09 14:00", "06-09 18:00", at=then)
    shorter = facts(piq, "06-09 14:00", "06-09 15:00")
    correct_outage(by=piq.agent, outage=outage, facts=shorter, reason="Logs.", at=LATER)

    assert june(piq).found.down == 3600
    assert june(piq, known_by=then).found.down == 14_400


def test_a_month_without_a_promise_is_refused(piq: World) -> None:
    with pytest.raises(Refusal, match="No availability was promised"):
        figure_of(piq.contract, Month(2025, 6), at=LATER)


def test_many_contracts_take_as_many_queries_as_one(roster: World) -> None:
    product = roster.service.product
    assert product is not None
    more = [signed_for(roster.site, f"Clinic {place}", product, Fees()) for place in range(2)]
    declared(roster, "06-09 14:00", "06-09 18:00")
    planned(roster, ("06-13 06:30", "06-13 06:50"), done=True)

    def asked(count: int) -> int:
        wanted = [roster.contract, *more][:count]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = figures_of_many(roster.site.vendor, JUNE, wanted, at=LATER)
        assert len(found) == count
        return len(seen)

    asked(1)  # what is kept for good is read once
    assert asked(1) == asked(3)
