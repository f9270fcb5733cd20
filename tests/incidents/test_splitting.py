"""A second matter in a conversation becomes an incident of its own, from when it was written."""

import pytest
from time_machine import travel

from incidents import services
from incidents.models import Incident, IncidentLink, Message
from incidents.queries import story
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in
from tests.incidents.watching import clock, kinds, london, refused

TITLE = "The appointment list is empty since Friday"


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    found = raised(lumeon.house, severity="2", at=london("10:00"))
    services.answer(
        incident=found,
        by=lumeon.house.contact,
        text="And the appointment list is empty.",
        at=london("11:00"),
    )
    return found


def written(incident: Incident) -> Message:
    return incident.messages.order_by("pk").last() or Message()


def split(site: Site, incident: Incident, message: int, title: str = TITLE) -> Incident:
    return services.split(
        incident=incident, by=site.agent, message=message, title=title, at=london("12:00")
    )


def test_it_is_reported_when_it_was_written_and_measured_from_there(
    lumeon: Site, incident: Incident
) -> None:
    new = split(lumeon, incident, written(incident).pk)

    assert (new.reported_at, new.reporter) == (london("11:00"), lumeon.house.contact.person)
    assert clock(new, "response").due_at == london("12:00")
    assert clock(new, "resolution").due_at == london("2026-03-03 10:30")


def test_it_stays_with_the_customer_and_keeps_what_is_known(
    lumeon: Site, incident: Incident
) -> None:
    new = split(lumeon, incident, written(incident).pk)

    for name in ("customer", "contract", "agreement", "instance", "category", "severity", "tier"):
        assert getattr(new, name) == getattr(incident, name)
    assert (new.title, new.status, new.owner) == (TITLE, "new", None)
    assert new.number == incident.number + 1


def test_both_stories_say_so_and_the_words_stand_in_both(lumeon: Site, incident: Incident) -> None:
    new = split(lumeon, incident, written(incident).pk)

    assert kinds(new) == ["reported", "split_off"]
    assert kinds(incident)[-1] == "split_off"
    first, last = story(new, for_staff=False)
    assert first.message
    assert first.message.text == "And the appointment list is empty."
    assert last.line == f"Marek Nowak split {new} off {incident}"
    assert written(incident).text == "And the appointment list is empty."
    assert IncidentLink.objects.current().get().message == written(incident)


def test_a_message_is_split_off_once(lumeon: Site, incident: Incident) -> None:
    new = split(lumeon, incident, written(incident).pk)

    with refused(f"It was split off already, as {new}.", code="already"):
        split(lumeon, incident, written(incident).pk)


def test_the_report_itself_is_not_split_off(lumeon: Site, incident: Incident) -> None:
    report = incident.messages.order_by("pk").first()
    sentence = "That is this incident's own report. Split off what was written later."

    with refused(sentence, code="the_report"):
        split(lumeon, incident, report.pk if report else 0)


def test_only_what_the_customer_wrote_here_is_split_off(
    lumeon: Site, northgate: House, incident: Incident, patientiq: Site
) -> None:
    services.reply(incident=incident, by=lumeon.agent, text="I see.", at=london("11:10"))
    services.add_note(incident=incident, by=lumeon.agent, text="Hm.", at=london("11:20"))
    ours = incident.messages.filter(by_staff=True).values_list("pk", flat=True)
    other = raised(northgate, at=london("10:10"))
    with vendor_scope(patientiq.vendor):
        theirs = raised(patientiq.house, severity="high", category="functionality")
        elsewhere = theirs.messages.get().pk
    sentence = "Choose something that St Brannock's wrote here; it becomes the report."

    for key in (*ours, other.messages.get().pk, elsewhere, 0):
        with refused(sentence, code="unknown_message"):
            split(lumeon, incident, key)


def test_the_new_incident_wants_a_title(lumeon: Site, incident: Incident) -> None:
    with refused("Write a few words first: an empty message helps nobody.", code="empty"):
        split(lumeon, incident, written(incident).pk, title="  ")


def test_what_was_split_off_a_closed_incident_is_open(lumeon: Site, incident: Incident) -> None:
    services.close(
        incident=incident, by=lumeon.agent, reason="customer_request", words="", at=london("11:30")
    )

    new = split(lumeon, incident, written(incident).pk)

    assert new.status == "new"
    assert clock(new, "resolution").phase == "running"


def test_who_splits_is_told_the_new_number(lumeon: Site, incident: Incident) -> None:
    said = {"message": str(written(incident).pk), "title": TITLE}

    with travel(london("12:00"), tick=False):
        agent = signed_in(lumeon.agent.person)
        page = agent.post(f"/lumeon/incidents/{incident}/split/", said, follow=True)

    new = Incident.objects.latest("pk")
    assert f"{new} is made of it" in page.content.decode()
