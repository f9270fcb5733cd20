"""Words that are no message are looked through like messages, by page and API alike (PQ-12)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Incident
from incidents.services import bug_escalating, problems
from portal.audit.models import AuditEvent
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import Site, raised, signed_in, staff
from tests.incidents.behind import planned_behind
from tests.incidents.test_ondemand import closed

NUMBER = "943 476 5919"
WORDS = f"Found with patient {NUMBER} alone."
ACKNOWLEDGED = {"patient_data_acknowledged": "true"}

type Fields = dict[str, str]
type Prepared = tuple[Incident, Fields]


def fresh(site: Site) -> Incident:
    """An incident of today, on which nothing is overdue."""
    return raised(site.house, at=timezone.now().replace(microsecond=0) - timedelta(minutes=5))


def closing(site: Site) -> Prepared:
    return fresh(site), {"reason": "out_of_scope", "scope": "on_site", "words": WORDS}


def consulting(site: Site) -> Prepared:
    return fresh(site), {"severity": "3", "consultation": WORDS}


def merging(site: Site) -> Prepared:
    return fresh(site), {"number": str(fresh(site)), "words": WORDS}


def splitting(site: Site) -> Prepared:
    incident = fresh(site)
    services.answer(incident=incident, by=site.house.contact, text="Two.", at=incident.reported_at)
    message = incident.messages.latest("pk")
    return incident, {"message": str(message.pk), "title": WORDS}


def on_demand(site: Site) -> Prepared:
    return closed(site), {"words": WORDS}


def reporting(site: Site) -> Prepared:
    return fresh(site), {"title": WORDS, "text": "An index."}


def needing(site: Site) -> Prepared:
    incident = fresh(site)
    said: dict[str, Any] = {"title": "A list by ward", "text": "They ask for it."}
    problem = problems.report_problem(
        incident=incident, by=site.agent, at=incident.reported_at, **said
    )
    return incident, {"problem": str(problem.pk), "text": WORDS}


def urging(site: Site) -> Prepared:
    incident = fresh(site)
    planner = staff(site.vendor, "Paula Prod", Role.PRODUCT_MANAGER)
    bug = planned_behind(incident, site.agent, planner, at=incident.reported_at).problem
    urgent = {"priority": "soon", "justification": WORDS, "target": "6.1"}
    return incident, {"problem": str(bug.pk), **urgent}


def asking_others(site: Site) -> Prepared:
    incident, said = urging(site)
    bug = incident.problem_links.get().problem
    bug_escalating.escalate_bug(
        incident=incident,
        by=site.house.contact,
        problem=bug,
        priority="soon",
        justification="Clinics wait for it.",
        at=incident.reported_at,
    )
    told = {"side": "contact", "name": "Priya Shah", "text": WORDS}
    return incident, {"problem": said["problem"], **told}


TABLE = [
    pytest.param("closure", "agent", closing, id="closing"),
    pytest.param("severity", "agent", consulting, id="severity"),
    pytest.param("duplicate", "agent", merging, id="duplicate"),
    pytest.param("split", "agent", splitting, id="split"),
    pytest.param("on-demand", "contact", on_demand, id="on-demand"),
    pytest.param("problem-reports", "agent", reporting, id="problem"),
    pytest.param("business-need", "contact", needing, id="need"),
    pytest.param("bug-escalations", "contact", urging, id="bug"),
    pytest.param("bug-consultations", "agent", asking_others, id="consultation"),
]


def client_of(site: Site, who: str) -> Client:
    return signed_in((site.agent if who == "agent" else site.house.contact).person)


@pytest.mark.parametrize(("noun", "who", "prepare"), TABLE)
def test_the_page_comes_back_with_the_words_what_was_found_and_a_tick(
    lumeon: Site, noun: str, who: str, prepare: Callable[[Site], Prepared]
) -> None:
    incident, said = prepare(lumeon)
    client, path = client_of(lumeon, who), f"/lumeon/incidents/{incident}/{noun}/"

    answer = client.post(path, said)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="patient_data_acknowledged"' in page
    assert "This looks like patient data. It has not been sent." in page
    assert WORDS in page  # nothing typed is lost
    assert client.post(path, said | ACKNOWLEDGED).status_code == 302


@pytest.mark.parametrize(("noun", "who", "prepare"), TABLE)
def test_the_api_refuses_with_a_code_until_it_is_told_so_and_the_audit_keeps_it(
    lumeon: Site, noun: str, who: str, prepare: Callable[[Site], Prepared]
) -> None:
    incident, said = prepare(lumeon)
    client, path = client_of(lumeon, who), f"/lumeon/api/incidents/{incident}/{noun}/"
    knowingly = AuditEvent.objects.filter(verb="patient data sent knowingly")

    first = client.post(path, said, content_type="application/json")
    assert (first.status_code, first.json()["type"]) == (409, "urn:sundial:patient_data")
    assert not knowingly.exists()

    sent = said | {"patient_data_acknowledged": True}
    assert client.post(path, sent, content_type="application/json").status_code == 200
    assert knowingly.get().after == {"kinds": "NHS number"}


def test_nobody_is_asked_where_the_vendor_has_switched_it_off(lumeon: Site) -> None:
    incident, said = closing(lumeon)
    lumeon.vendor.warns_of_patient_data = False
    lumeon.vendor.save(update_fields=["warns_of_patient_data"])

    answer = client_of(lumeon, "agent").post(f"/lumeon/incidents/{incident}/closure/", said)

    assert answer.status_code == 302


def test_hr_11_a_contact_who_classifies_is_asked_too(healthy_roster: Site) -> None:
    with vendor_scope(healthy_roster.vendor):
        incident = raised(healthy_roster.house, severity="medium", category="error")

    answer = signed_in(healthy_roster.house.contact.person).post(
        f"/healthy-roster/api/incidents/{incident}/severity/",
        {"severity": "high", "consultation": WORDS},
        content_type="application/json",
    )

    assert answer.json()["type"] == "urn:sundial:patient_data"
