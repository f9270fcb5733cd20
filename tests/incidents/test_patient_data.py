"""A warning before patient data is sent, by page and API alike; never a silent bar (PQ-12)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from incidents import services
from incidents.models import Incident, Message
from portal.audit.models import AuditEvent
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from tests.cast import Site, raised, signed_in
from tests.contracts.backing import agreed
from tests.factories import MONDAY
from tests.incidents.watching import refused

LATER = MONDAY + timedelta(hours=2)
NUMBER = "943 476 5919"
TEXT = f"Letters for {NUMBER}, DOB 12/03/1957, print twice."
ACKNOWLEDGED = {"patient_data_acknowledged": "true"}
SENTENCE = (
    "This looks like patient data: NHS number (••• ••• ••19), date of birth (DOB ••/••/••57). "
    "Take it out, or say that it may be sent: it is no patient's, or you have the right to send it."
)
REPORT = {
    "title": "Letters print twice",
    "text": TEXT,
    "category": "support_incident",
    "severity": "2",
}


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    return raised(lumeon.house, at=timezone.now().replace(microsecond=0) - timedelta(days=1))


def test_a_service_asks_before_it_keeps_patient_data(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with refused(SENTENCE, code="patient_data"):
        services.reply(incident=incident, by=lumeon.agent, text=TEXT, at=MONDAY)

    assert incident.messages.count() == 1


def test_what_is_sent_knowingly_says_what_was_found_and_that_its_writer_was_asked(
    lumeon: Site,
) -> None:
    incident = raised(lumeon.house)

    services.reply(incident=incident, by=lumeon.agent, text=TEXT, at=MONDAY, caution=Caution.SEND)

    message = incident.messages.last()
    assert message is not None
    assert message.text == TEXT
    assert message.patient_data == "NHS number, date of birth"
    assert message.patient_data_acknowledged


def test_what_came_by_mail_is_marked_and_nobody_was_asked(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.answer(
        incident=incident, by=lumeon.house.contact, text=TEXT, at=MONDAY, caution=Caution.MARK
    )

    message = incident.messages.last()
    assert message is not None
    assert (message.patient_data, message.patient_data_acknowledged) == (
        "NHS number, date of birth",
        False,
    )


def test_a_tick_without_a_finding_is_not_kept(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.reply(
        incident=incident, by=lumeon.agent, text="Thanks.", at=MONDAY, caution=Caution.SEND
    )

    message = incident.messages.last()
    assert message is not None
    assert (message.patient_data, message.patient_data_acknowledged) == ("", False)


def test_the_database_keeps_no_acknowledgement_of_nothing(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            vendor_id=incident.vendor_id,
            incident=incident,
            author=lumeon.agent.person,
            by_staff=True,
            text="Nothing",
            patient_data_acknowledged=True,
            at=MONDAY,
        )
    assert connection.is_usable()


@pytest.mark.parametrize("field", ["title", "impact", "text"])
def test_a_report_is_looked_through_in_each_field(lumeon: Site, field: str) -> None:
    sentence = (
        "This looks like patient data: NHS number (••• ••• ••19). Take it out, or say that it may "
        "be sent: it is no patient's, or you have the right to send it."
    )

    with refused(sentence, code="patient_data"):
        raised(lumeon.house, **{field: f"About {NUMBER}"})  # type: ignore[arg-type]  # none is `at`


def test_a_list_of_patients_is_named_in_part(lumeon: Site) -> None:
    many = "\n".join(f"MRN {number}" for number in range(10_000, 10_070))

    with pytest.raises(Refusal, match=r"MRN •••04\) and 65 more\. Take it out"):
        raised(lumeon.house, text=many)


@pytest.mark.parametrize(
    ("noun", "who"),
    [("replies", "agent"), ("questions", "agent"), ("notes", "agent"), ("answers", "contact")],
)
def test_a_composer_comes_back_with_the_words_what_was_found_and_how_to_go_on(
    lumeon: Site, incident: Incident, noun: str, who: str
) -> None:
    membership = lumeon.house.contact if who == "contact" else lumeon.agent
    client, path = signed_in(membership.person), f"/lumeon/incidents/{incident}/{noun}/"

    answer = client.post(path, {"text": TEXT})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert TEXT in html
    assert "••• ••• ••19" in html
    assert 'name="patient_data_acknowledged"' in html
    assert incident.messages.count() == 1

    assert client.post(path, {"text": TEXT} | ACKNOWLEDGED).status_code == 302
    assert incident.messages.filter(patient_data_acknowledged=True).count() == 1


def test_a_composer_asks_nothing_where_nothing_was_found(lumeon: Site, incident: Incident) -> None:
    html = signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{incident}/").content.decode()

    assert "patient_data_acknowledged" not in html


def test_both_sides_see_that_a_message_may_hold_patient_data(
    lumeon: Site, incident: Incident
) -> None:
    at = timezone.now().replace(microsecond=0)
    services.reply(incident=incident, by=lumeon.agent, text=TEXT, at=at, caution=Caution.SEND)

    for person in (lumeon.agent.person, lumeon.house.contact.person):
        html = signed_in(person).get(f"/lumeon/incidents/{incident}/").content.decode()
        assert "May hold patient data; its writer was asked" in html


def test_the_form_comes_back_whole_and_is_sent_with_a_tick(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)

    answer = client.post("/lumeon/incidents/new/", REPORT)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert TEXT in html
    assert "••/••/••57" in html
    assert Incident.objects.count() == 0

    client.post("/lumeon/incidents/new/", REPORT | ACKNOWLEDGED)

    assert Incident.objects.get().messages.get().patient_data_acknowledged


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    answer = client.post(path, json.dumps(body), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def test_the_api_refuses_with_a_code_until_it_is_told_so(lumeon: Site) -> None:
    client = signed_in(lumeon.house.contact.person)

    status, told = post(client, "/lumeon/api/incidents/", REPORT)
    assert (status, told["type"], told["detail"]) == (409, "urn:sundial:patient_data", SENTENCE)

    status, made = post(
        client, "/lumeon/api/incidents/", REPORT | {"patient_data_acknowledged": True}
    )
    assert status == 201

    path = f"/lumeon/api/incidents/{made['number']}/answers/"
    assert post(client, path, {"text": TEXT})[0] == 409
    assert post(client, path, {"text": TEXT, "patient_data_acknowledged": False})[0] == 409
    assert post(client, path, {"text": TEXT, "patient_data_acknowledged": True})[0] == 200

    story = json.loads(client.get(f"/lumeon/api/incidents/{made['number']}/").content)["story"]
    assert [entry["patient_data"] for entry in story] == ["NHS number, date of birth"] * 2


def escalation(site: Site, incident: Incident, **said: Any) -> None:
    services.escalate(incident=incident, by=site.agent, reason=TEXT, at=LATER, **said)


def question(site: Site, incident: Incident, **said: Any) -> None:
    supplier = agreed(site.administrator, s2=240).supplier
    services.ask_supplier(
        incident=incident, by=site.agent, supplier=supplier, text=TEXT, at=LATER, **said
    )


@pytest.mark.parametrize("deed", [escalation, question])
def test_reasons_and_questions_to_suppliers_are_looked_through_as_well(
    lumeon: Site, deed: Callable[..., None]
) -> None:
    incident = raised(lumeon.house)

    with refused(SENTENCE, code="patient_data"), transaction.atomic():
        deed(lumeon, incident)
    assert not AuditEvent.objects.filter(verb="patient data sent knowingly").exists()
    deed(lumeon, incident, caution=Caution.SEND)

    said = AuditEvent.objects.get(verb="patient data sent knowingly")
    assert (said.actor, said.after) == (
        lumeon.agent.person,
        {"kinds": "NHS number, date of birth"},
    )


def test_what_a_supplier_answered_is_looked_through(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    supplier = agreed(lumeon.administrator, s2=240).supplier
    asked: dict[str, Any] = {"incident": incident, "by": lumeon.agent, "supplier": supplier}
    services.ask_supplier(**asked, text="What is wrong?", at=LATER)

    with refused(SENTENCE, code="patient_data"):
        services.record_answer(**asked, text=TEXT, at=LATER)


def test_an_escalation_comes_back_with_a_tick(lumeon: Site, incident: Incident) -> None:
    client = signed_in(lumeon.house.contact.person)
    path = f"/lumeon/incidents/{incident}/escalations/"

    answer = client.post(path, {"text": TEXT})

    assert answer.status_code == 409
    assert 'name="patient_data_acknowledged"' in answer.content.decode()
    assert client.post(path, {"text": TEXT} | ACKNOWLEDGED).status_code == 302


def test_a_vendor_switches_the_warning_off_and_on(lumeon: Site) -> None:
    page, switch = "/lumeon/notifications/mail/", "/lumeon/notifications/mail/warning/"
    ada = signed_in(lumeon.administrator.person)

    assert "Do not ask any more" in ada.get(page).content.decode()
    assert ada.post(switch, {"warns": "no"}).status_code == 302
    lumeon.vendor.refresh_from_db()
    message = raised(lumeon.house, text=TEXT).messages.get()
    assert (message.patient_data, message.patient_data_acknowledged) == ("", False)

    assert "Ask writers again" in ada.get(page).content.decode()
    ada.post(switch, {"warns": "yes"})
    lumeon.vendor.refresh_from_db()
    with pytest.raises(Refusal, match="looks like patient data"):
        raised(lumeon.house, text=TEXT)
    assert AuditEvent.objects.filter(verb="patient data warning changed").count() == 2
    again = ada.post(switch, {"warns": "yes"}, follow=True).content.decode()
    assert "It is so already" in again
