"""What an incident has beside its story, known by one question whoever it is (LU-21 to LU-24)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.services.suppliers import add_supplier
from incidents import services
from incidents.beside import Beside, beside
from incidents.models import Escalation, Incident, IncidentLink
from incidents.services.problems import report_problem
from tests.cast import Site, raised
from tests.incidents.filing import sent, upload
from tests.incidents.watching import london

NOTHING = Beside(files=False, links=False, problems=False, requests=False, escalation=False)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    return raised(lumeon.house)


def test_a_new_incident_has_nothing_beside_it_and_one_query_says_so(incident: Incident) -> None:
    beside(incident)

    with CaptureQueriesContext(connection) as asked:
        assert beside(incident) == NOTHING

    assert len(asked) == 1


def test_files_are_there(lumeon: Site, incident: Incident) -> None:
    sent(incident, lumeon.agent, upload())

    assert beside(incident).files


def test_a_link_is_there_on_both_sides_until_it_is_taken_back(
    lumeon: Site, incident: Incident
) -> None:
    other = raised(lumeon.house)
    services.link(
        incident=incident, by=lumeon.agent, number=str(other), kind="relates", at=london("11:00")
    )

    assert (beside(incident).links, beside(other).links) == (True, True)

    IncidentLink.objects.update(ended_at=london("11:30"))

    assert (beside(incident).links, beside(other).links) == (False, False)


def test_a_problem_is_there(lumeon: Site, incident: Incident) -> None:
    report_problem(incident=incident, by=lumeon.agent, title="Lost", text="It.", at=london("11:00"))

    assert beside(incident).problems


def test_a_request_to_a_department_is_there(lumeon: Site, incident: Incident) -> None:
    department = add_supplier(
        by=lumeon.administrator,
        name="Development",
        kind="department",
        contact="",
        email="",
        telephone="",
        at=london("09:00"),
    )
    services.ask_supplier(
        incident=incident, by=lumeon.agent, supplier=department, text="Why?", at=london("10:30")
    )

    assert beside(incident).requests


def test_an_escalation_is_there_until_it_ends(lumeon: Site, incident: Incident) -> None:
    services.escalate(
        incident=incident, by=lumeon.house.contact, reason="It lasts.", at=london("11:00")
    )

    assert beside(incident).escalation

    Escalation.objects.update(ended_at=london("12:00"))

    assert not beside(incident).escalation


def test_of_another_incident_nothing_is_there(lumeon: Site, incident: Incident) -> None:
    sent(incident, lumeon.agent, upload())
    report_problem(incident=incident, by=lumeon.agent, title="Lost", text="It.", at=london("11:00"))

    assert beside(raised(lumeon.house)) == NOTHING
