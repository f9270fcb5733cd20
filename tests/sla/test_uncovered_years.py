"""A year whose holidays nobody copied is never taken for one without holidays (LU-02)."""

import pytest

from contracts.models import CalendarVersion
from contracts.services import copy_holidays
from incidents import services as deeds
from incidents.models import Incident
from sla.models import Clock
from sla.tasks import follow_all
from tests.cast import Site, raised
from tests.incidents.watching import london
from tests.sla.attained import swept
from tests.sla.test_replay import differences

SENTENCE = (
    "The holidays of 2029 in GB-ENG are not in the calendar yet. "
    "An administrator can copy them under Calendars."
)


@pytest.fixture
def answered_late(lumeon: Site) -> Incident:
    """Asked in 2026, and answered in 2029, of which nothing was copied."""
    incident = raised(lumeon.house, severity="2", at=london("10:00"))
    deeds.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("10:30"))
    deeds.answer(
        incident=incident, by=lumeon.house.contact, text="All.", at=london("2029-01-02 09:00")
    )
    return incident


def resolution(incident: Incident) -> Clock:
    return incident.clocks.get(milestone="resolution")


def test_the_clock_waits_with_the_sentence_and_holds_up_no_other(
    lumeon: Site, answered_late: Incident
) -> None:
    other = raised(lumeon.house, severity="1", at=london("11:00"))  # at all hours: no holiday

    assert resolution(answered_late).parked == SENTENCE
    assert resolution(answered_late).next_at is None
    assert resolution(other).parked == ""
    assert differences(lumeon) == []


def test_it_goes_on_once_the_year_is_copied(lumeon: Site, answered_late: Incident) -> None:
    at = london("2029-01-02 09:05")

    copy_holidays(
        vendor=lumeon.vendor, region="GB-ENG", years=[2029], at=at, by=lumeon.administrator
    )

    clock = resolution(answered_late)
    assert (clock.parked, clock.due_at) == ("", london("2029-01-02 16:30"))
    assert clock.calendar == CalendarVersion.objects.get(number=2)
    answered_late.refresh_from_db()
    assert answered_late.next_due_at == clock.due_at
    swept("2029-01-02 16:31")
    assert resolution(answered_late).outcome == "missed"
    assert differences(lumeon) == []


def test_workers_take_it_up_where_the_copy_left_it(lumeon: Site, answered_late: Incident) -> None:
    at = london("2029-01-02 09:05")
    copy_holidays(vendor=lumeon.vendor, region="GB-ENG", years=[2029], at=at)
    first = CalendarVersion.objects.get(number=1)
    Clock.objects.update(calendar=first, parked=SENTENCE, next_at=None)  # as a full batch leaves it

    assert follow_all(at=at) == 1

    assert resolution(answered_late).parked == ""
    assert resolution(answered_late).next_at is not None
