"""A month once told stays, whatever happens later, but for a restatement (LU-18, CO-05)."""

from datetime import date, datetime

import pytest

from contracts.models import CalendarVersion
from contracts.services import change_calendar
from contracts.services.calendars import Change
from incidents import services as deeds
from incidents.models import Incident
from portal.kernel.month import Month
from sla import services
from sla.domain.attainment import Count
from sla.outcomes import Outcomes
from sla.restating import restate
from tests.cast import Site, raised
from tests.sla.test_outcomes import APRIL, LONDON, MARCH
from tests.sla.test_replay import differences


def bst(text: str) -> datetime:
    """Read a London wall time in the summer of 2026."""
    return datetime.fromisoformat(f"2026-{text}+01:00")


def told(site: Site, month: Month) -> Count:
    """Count a month's resolutions as they are told today."""
    outcomes = Outcomes.of([site.agent], None, bst("04-30 12:00"))
    lines = outcomes.lines(month.within(LONDON))
    return sum((line.count for line in lines if line.milestone == "resolution"), Count())


def months(site: Site) -> tuple[Count, Count]:
    assert differences(site) == []
    return told(site, MARCH), told(site, APRIL)


def swept(when: str) -> None:
    while services.sweep(at=bst(when)):
        pass


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    """Reported on Monday 30 March at 17:00: eight business hours end on Tuesday at 16:30."""
    found = raised(lumeon.house, severity="2", at=bst("03-30 17:00"))
    deeds.reply(incident=found, by=lumeon.agent, text="Seen.", at=bst("03-30 17:10"))
    return found


@pytest.fixture
def met(lumeon: Site, incident: Incident) -> Incident:
    """Solved on Tuesday at 15:00: an hour and a half is left."""
    solve(lumeon, incident, "03-31 15:00")
    assert months(lumeon) == (Count(met=1), Count())
    return incident


@pytest.fixture
def missed(lumeon: Site, incident: Incident) -> Incident:
    """Seen as missed by a worker on Tuesday evening."""
    swept("03-31 18:00")
    assert months(lumeon)[0] == Count(missed=1, still_open=1)
    return incident


def solve(site: Site, incident: Incident, when: str) -> None:
    deeds.provide_solution(incident=incident, by=site.agent, text="Mended.", at=bst(when))


def reopen(site: Site, incident: Incident, when: str) -> None:
    deeds.reject_solution(
        incident=incident, by=site.house.contact, text="It came back.", at=bst(when)
    )


def closed_on_tuesday(site: Site) -> None:
    change_calendar(
        by=site.administrator,
        region="GB-ENG",
        changes=[Change(date(2026, 3, 31), "Founder's day")],
        reason="It was forgotten.",
        at=bst("04-02 12:00"),
    )


def test_kept_in_march_and_again_in_april_counts_in_both(lumeon: Site, met: Incident) -> None:
    reopen(lumeon, met, "04-01 09:00")
    solve(lumeon, met, "04-01 09:30")

    assert months(lumeon) == (Count(met=1), Count(met=1))


def test_kept_in_march_and_missed_in_april_counts_in_both(lumeon: Site, met: Incident) -> None:
    reopen(lumeon, met, "04-01 09:00")
    swept("04-01 11:00")

    assert months(lumeon) == (Count(met=1), Count(missed=1, still_open=1))


def test_reopened_within_the_month_it_counts_where_it_becomes_final_again(
    lumeon: Site, met: Incident
) -> None:
    reopen(lumeon, met, "03-31 16:30")
    solve(lumeon, met, "04-01 09:20")

    assert months(lumeon) == (Count(), Count(met=1))


def test_given_a_milder_severity_in_april_it_is_kept_there(lumeon: Site, missed: Incident) -> None:
    deeds.set_severity(
        incident=missed,
        by=lumeon.agent,
        severity="3",
        consultation="Agreed.",
        at=bst("04-01 09:00"),
    )
    solve(lumeon, missed, "04-01 09:10")

    assert months(lumeon) == (Count(missed=1), Count(met=1))


def test_a_holiday_added_in_april_changes_neither(lumeon: Site, missed: Incident) -> None:
    solve(lumeon, missed, "04-01 09:10")

    closed_on_tuesday(lumeon)

    assert months(lumeon) == (Count(missed=1), Count())


def test_restated_it_goes_over_into_april_and_march_says_what_was_told(
    lumeon: Site, missed: Incident
) -> None:
    solve(lumeon, missed, "04-01 09:10")
    closed_on_tuesday(lumeon)

    made = restate(
        by=lumeon.administrator,
        version=CalendarVersion.objects.get(number=2),
        reason="It was public.",
        at=bst("04-03 12:00"),
    )

    assert months(lumeon) == (Count(), Count(met=1))
    outcomes = Outcomes.of([lumeon.agent], None, bst("04-30 12:00"))
    for month, before in ((MARCH, Count(missed=1)), (APRIL, Count())):
        period = month.within(LONDON)
        assert outcomes.restatements(period) == [made]
        lines = outcomes.before_restatements().lines(period)
        resolutions = (line.count for line in lines if line.milestone == "resolution")
        assert sum(resolutions, Count()) == before
    assert outcomes.restatements(Month(2026, 2).within(LONDON)) == []


def test_a_restatement_of_a_later_month_leaves_an_earlier_one_as_it_was_told(
    lumeon: Site,
) -> None:
    """Solved in time in March, rejected in April, then missed there: April is restated."""
    incident = raised(lumeon.house, severity="2", at=bst("03-31 10:00"))
    deeds.provide_solution(
        incident=incident, by=lumeon.agent, text="Mended.", at=bst("03-31 11:00")
    )
    deeds.reject_solution(
        incident=incident, by=lumeon.house.contact, text="Still empty.", at=bst("04-01 10:00")
    )
    deeds.provide_solution(incident=incident, by=lumeon.agent, text="Now.", at=bst("04-02 09:05"))
    assert months(lumeon) == (Count(met=1), Count(missed=1))

    version = change_calendar(
        by=lumeon.administrator,
        region="GB-ENG",
        changes=[Change(date(2026, 4, 1), "Founder's day")],
        reason="It was forgotten.",
        at=bst("04-29 12:00"),
    )
    restate(by=lumeon.administrator, version=version, reason="Public.", at=bst("04-29 13:00"))

    assert months(lumeon) == (Count(met=1), Count(met=1))
