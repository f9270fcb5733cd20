"""The pages of held mail, and what staff decide there (PQ-10); the API does the same."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents import services
from incidents.models import InboundMail, Incident, MailState
from portal.audit.models import AuditEvent
from portal.notify.models import OutgoingMail
from tests.cast import House, Site, raised, signed_in
from tests.factories import contract_for
from tests.incidents.mailin.sending import handed_over, held, mail_server, written

__all__ = ["mail_server"]
pytestmark = pytest.mark.usefixtures("mail_server")
LATER = timezone.now().replace(microsecond=0) - timedelta(hours=2)


def posted(site: Site, mail: InboundMail, noun: str, **said: str) -> tuple[int, str]:
    """Post a decision as the agent does."""
    data = {f"{noun}-{name}": value for name, value in said.items()}
    answer = signed_in(site.agent.person).post(f"/lumeon/mail/{mail.pk}/{noun}/", data)
    return answer.status_code, answer.content.decode()


def test_the_queue_shows_who_wrote_what_and_why_it_is_held(lumeon: Site) -> None:
    held(lumeon.vendor)

    page = signed_in(lumeon.agent.person).get("/lumeon/mail/").content.decode()

    assert "The printer prints nothing" in page
    assert "stranger@example.org" in page
    assert "has not said whether the sender is genuine" in page


def test_released_as_a_report_it_counts_from_its_receipt(lumeon: Site) -> None:
    mail = held(lumeon.vendor, at=LATER)
    contact = lumeon.house.contact.person

    status, _ = posted(lumeon, mail, "report", contact=contact.email, severity="2")

    mail.refresh_from_db()
    assert status == 302
    assert mail.state == MailState.RELEASED
    assert mail.incident is not None
    assert (mail.incident.reported_at, mail.incident.severity) == (LATER, "2")
    assert mail.incident.reporter == contact
    assert mail.decided_by == lumeon.agent.person
    assert {one.recipient for one in OutgoingMail.objects.all()} <= {contact.email}
    assert AuditEvent.objects.get(object_id=mail.pk, verb="mail released").actor == mail.decided_by


def test_released_as_an_answer_it_is_part_of_the_incident(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=LATER - timedelta(hours=1))
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=LATER)
    mail = held(lumeon.vendor, at=LATER + timedelta(minutes=1))

    status, _ = posted(
        lumeon,
        mail,
        "answer",
        contact=lumeon.house.contact.person.email,
        incident=str(incident),
    )

    assert status == 302
    event = incident.events.order_by("pk").last()
    assert event is not None
    assert (event.kind, event.at) == ("customer_replied", LATER + timedelta(minutes=1))


def test_an_answer_that_came_before_what_was_told_since_counts_from_there(lumeon: Site) -> None:
    incident = raised(lumeon.house, at=LATER - timedelta(hours=1))
    mail = held(lumeon.vendor, at=LATER - timedelta(minutes=10))
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=LATER)

    posted(
        lumeon,
        mail,
        "answer",
        contact=lumeon.house.contact.person.email,
        incident=str(incident),
    )

    event = incident.events.order_by("pk").last()
    assert event is not None
    assert event.at == LATER


def test_discarded_it_stays_with_its_reason(lumeon: Site) -> None:
    mail = held(lumeon.vendor)

    status, _ = posted(lumeon, mail, "discarding", reason="Advertising")

    mail.refresh_from_db()
    assert (status, mail.state, mail.reason) == (302, MailState.DISCARDED, "Advertising")
    assert mail.source.raw


@pytest.mark.parametrize(
    ("noun", "said", "problem"),
    [
        ("report", {"contact": "nobody@example.org", "severity": "2"}, "No registered contact"),
        ("report", {"contact": "", "severity": "2"}, "in which contact"),
        ("report", {"contact": "x\x00@example.org", "severity": "9"}, "valid"),
        ("answer", {"contact": "{contact}", "incident": "LUM-99999"}, "There is no incident"),
        ("answer", {"contact": "{contact}", "incident": "x" * 21}, "at most 20"),
        ("discarding", {"reason": ""}, "Say in a few words why"),
        ("discarding", {"reason": "x" * 301}, "at most 300"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    lumeon: Site, noun: str, said: dict[str, str], problem: str
) -> None:
    mail = held(lumeon.vendor)
    email = lumeon.house.contact.person.email
    typed = {name: value.format(contact=email) for name, value in said.items()}

    status, page = posted(lumeon, mail, noun, **typed)

    assert status in {409, 422}
    assert problem in page
    mail.refresh_from_db()
    assert mail.state == MailState.HELD


def test_another_customers_contact_cannot_be_given_the_answer(
    lumeon: Site, northgate: House
) -> None:
    incident, mail = raised(lumeon.house), held(lumeon.vendor)
    email = northgate.contact.person.email

    status, page = posted(lumeon, mail, "answer", contact=email, incident=str(incident))

    assert status == 409
    assert "is no contact of" in page


def test_a_contact_with_several_contracts_is_asked_which(lumeon: Site) -> None:
    other = contract_for(lumeon.house.customer, "premium")
    mail = held(lumeon.vendor, at=LATER)
    email = lumeon.house.contact.person.email

    status, page = posted(lumeon, mail, "report", contact=email, severity="3")
    assert (status, "Under which contract" in page) == (409, True)
    status, _ = posted(lumeon, mail, "report", contact=email, severity="3", contract=str(other.pk))

    assert status == 302
    assert Incident.objects.get().contract == other


def test_a_mail_is_decided_on_once(lumeon: Site) -> None:
    mail = held(lumeon.vendor)
    posted(lumeon, mail, "discarding", reason="Advertising")

    status, _ = posted(lumeon, mail, "discarding", reason="Again")

    assert status == 409
    assert AuditEvent.objects.filter(object_id=mail.pk, verb="mail discarded").count() == 1


def test_its_bytes_are_given_out_as_text_and_that_is_recorded(lumeon: Site) -> None:
    mail = held(lumeon.vendor)

    answer = signed_in(lumeon.agent.person).get(f"/lumeon/mail/{mail.pk}/source/")

    assert answer.content == mail.source.raw
    assert answer["Content-Type"].startswith("text/plain")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(verb="mail downloaded", object_id=mail.pk).exists()


def test_a_page_in_a_mail_is_shown_as_words(lumeon: Site) -> None:
    mail = written("x@example.org", proof="", text="plain")
    mail.clear_content()
    mail.set_content("<b>Hi</b><script>alert(1)</script><img src='http://t.example/p'>", "html")
    row = handed_over(lumeon.vendor, mail)

    page = signed_in(lumeon.agent.person).get(f"/lumeon/mail/{row.pk}/").content.decode()

    assert "Hi" in page
    assert "alert(1)" not in page
    assert "t.example" not in page


def test_another_vendors_mail_is_not_there(patientiq: Site, lumeon: Site) -> None:
    mail = held(lumeon.vendor)

    for address in ("", "source/"):
        answer = signed_in(patientiq.agent.person).get(f"/patientiq/mail/{mail.pk}/{address}")
        assert answer.status_code == 404


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_three(lumeon: Site) -> None:
    client = signed_in(lumeon.agent.person)
    client.get("/lumeon/mail/")
    counts = []
    for sender in ("a", "b", "c"):
        handed_over(lumeon.vendor, written(f"{sender}@example.org", proof=""))
        with CaptureQueriesContext(connection) as asked:
            client.get("/lumeon/mail/")
        counts.append(len(asked))

    assert counts[0] == counts[2], [one["sql"][:150] for one in asked]


def test_the_api_lists_shows_and_decides(lumeon: Site) -> None:
    mail = held(lumeon.vendor, at=LATER)
    client = signed_in(lumeon.agent.person)

    listed = client.get("/lumeon/api/mail/").json()["results"]
    one = client.get(f"/lumeon/api/mail/{mail.pk}/").json()
    released = client.post(
        f"/lumeon/api/mail/{mail.pk}/report/",
        {"contact": lumeon.house.contact.person.email, "severity": "3"},
        content_type="application/json",
    )
    again = client.post(
        f"/lumeon/api/mail/{mail.pk}/discarding/",
        {"reason": "Too late"},
        content_type="application/json",
    )

    assert [row["id"] for row in listed] == [mail.pk]
    assert one["text"].startswith("Since eight")
    assert (released.status_code, released.json()["state"]) == (200, "released")
    assert released.json()["incident"].startswith("LUM-")
    assert again.status_code == 409
