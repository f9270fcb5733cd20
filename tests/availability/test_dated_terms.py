"""Terms that begin on a date: months are counted by those of their first day, and plans so too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F

from availability.domain.planner import Because, Counts
from availability.draft import Draft
from availability.figures import figure_of
from availability.planner import Outlook, preview
from availability.services.exclusions import propose_exclusion, reasons_for
from contracts.models import Contract
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal
from tests.availability.amending import amended
from tests.availability.saying import LATER, declared, utc
from tests.availability.world import World

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime(2026, 9, 8, 17, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
WINDOW, EARLIER = 'window = "23:00-03:00"', 'window = "20:00-22:00"'
MINUTE = timedelta(minutes=1)


@pytest.fixture
def piq(piq: World) -> World:
    # The house's contract names no product, so that every shared component would serve it too.
    Contract.objects.filter(pk=piq.site.house.contract.pk).update(ends_on=F("starts_on"))
    return piq


def looked(world: World, start: str, minutes: int = 40) -> Outlook:
    """Say what work from an instant of 2026 on, in UTC, would come to."""
    during = Period(utc(start), utc(start) + minutes * MINUTE)
    return preview(Draft(components=[world.main], sessions=[during]), SEPTEMBER)


def test_a_plan_is_ruled_by_the_terms_of_the_month_it_lies_in(piq: World) -> None:
    amended(piq, OCTOBER, WINDOW, EARLIER)

    # 23:30 in Chicago: within the window of September, and outside October's.
    assert looked(piq, "09-16 04:30").worst == timedelta(0)
    (row,) = looked(piq, "10-14 04:30").rows
    assert row.reckoning.reasons == [(Because.HOURS, 40 * MINUTE)]
    assert looked(piq, "10-14 01:10").worst == timedelta(0)


def test_work_across_a_months_end_is_ruled_by_both(piq: World) -> None:
    amended(piq, OCTOBER, WINDOW, 'window = "22:00-02:00"')

    # From 01:30 to 02:30 in Chicago of Thursday 1 October; then one night that the month divides.
    (row,) = looked(piq, "10-01 06:30", 60).rows
    assert row.reckoning.total(Counts.DOWNTIME) == 30 * MINUTE
    (row,) = looked(piq, "10-01 03:30", 120).rows  # from 22:30 until 00:30
    told = [(one.counts, one.during.duration // MINUTE) for one in row.reckoning.stretches]
    assert told == [(Counts.DOWNTIME, 30), (Counts.MAINTENANCE, 60), (Counts.MAINTENANCE, 30)]


def test_the_earliest_start_is_looked_for_by_the_terms_of_each_month(piq: World) -> None:
    amended(piq, OCTOBER, WINDOW, 'window = "12:00-20:00"')

    # Six hours fit into no night of September; they do into the afternoon of 1 October.
    assert looked(piq, "09-16 04:30", 360).slot == utc("10-01 17:00")
    assert looked(piq, "09-16 04:30").slot == utc("09-15 05:00")


def test_amended_in_the_middle_of_a_month_they_count_from_the_next_one_on(piq: World) -> None:
    declared(piq, "06-09 14:00", "06-09 18:00")
    amended(piq, date(2026, 6, 10), "target_percent = 99.5", "target_percent = 99.9")

    figures = [figure_of(piq.contract, Month(2026, month), at=LATER) for month in (6, 7)]

    assert [str(one.found.policy.target) for one in figures] == ["199/2", "999/10"]


def test_the_reasons_for_an_exclusion_are_those_of_the_outages_month(piq: World) -> None:
    reasons = '"customer_isp", '
    amended(piq, date(2026, 7, 1), reasons, '"customer_isp", "solar_storm", ')
    june, july = declared(piq, "06-09 14:00", "06-09 15:00"), declared(piq, "07-09 14:00")

    assert "solar_storm" not in reasons_for(june.current, piq.contract, LATER)
    assert "solar_storm" in reasons_for(july.current, piq.contract, LATER)
    with pytest.raises(Refusal, match="does not list 'solar storm'"):
        propose_exclusion(
            by=piq.agent,
            outage=june,
            contract=piq.contract,
            reason="solar_storm",
            evidence="The sun.",
            at=LATER,
        )
