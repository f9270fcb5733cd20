"""What is said: replies, questions, answers, notes, and who may say them (LU-16, LU-17, CO-03)."""

from datetime import timedelta

import pytest

from incidents import services
from incidents.models import Incident, Message
from incidents.queries import story
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from tests.cast import House, Site, raised
from tests.factories import MONDAY
from tests.incidents.watching import clock, kinds, london, refused


def status(incident: Incident) -> str:
    return Incident.objects.get(pk=incident.pk).status


def test_lu_17_a_reply_stops_the_response_and_brings_a_new_incident_to_work(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.reply(incident=incident, by=lumeon.agent, text=" Looking. ", at=london("10:20"))

    event = incident.events.in_order().last()
    assert event is not None
    assert (event.kind, event.actor, event.status) == ("replied", lumeon.agent.person, "triage")
    assert event.message is not None
    assert (event.message.text, event.message.by_staff) == ("Looking.", True)
    assert clock(incident, "response").stopped_at == london("10:20")


def test_a_reply_at_a_later_station_leaves_it_there(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.move(
        incident=incident,
        by=lumeon.agent,
        status="engineering",
        note="It is the VPN.",
        at=london("10:05"),
    )

    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:20"))

    assert status(incident) == "engineering"


def test_an_answer_leads_back_to_the_station_the_question_came_from(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.move(
        incident=incident,
        by=lumeon.agent,
        status="engineering",
        note="It is the VPN.",
        at=london("10:05"),
    )
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("10:10"))
    assert status(incident) == "awaiting_customer"

    services.answer(incident=incident, by=lumeon.house.contact, text="All.", at=london("10:30"))

    assert status(incident) == "engineering"


def test_lu_16_a_second_question_is_the_same_wait(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("11:00"))
    services.ask(incident=incident, by=lumeon.agent, question="Since when?", at=london("12:00"))

    services.answer(incident=incident, by=lumeon.house.contact, text="All.", at=london("13:00"))

    assert clock(incident, "resolution").spent == timedelta(hours=1)
    assert kinds(incident).count("question_asked") == 2


def test_a_reply_while_the_customer_is_asked_does_not_end_the_wait(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.ask(incident=incident, by=lumeon.agent, question="Which?", at=london("11:00"))

    services.reply(incident=incident, by=lumeon.agent, text="No hurry.", at=london("12:00"))

    assert status(incident) == "awaiting_customer"
    assert clock(incident, "resolution").phase == "paused"


def test_an_answer_that_was_not_asked_for_moves_nothing(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.answer(incident=incident, by=lumeon.house.contact, text="Also…", at=london("10:10"))

    assert status(incident) == "new"
    assert clock(incident, "resolution").spent == timedelta(minutes=10)


def test_lu_17_a_note_is_no_engagement_and_no_clock_hears_of_it(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    note = services.add_note(
        incident=incident, by=lumeon.agent, text="Their VPN again?", at=london("10:30")
    )

    assert note.is_internal
    assert clock(incident, "response").read_at == MONDAY


def test_co_03_notes_are_never_in_the_customers_story(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.add_note(incident=incident, by=lumeon.agent, text="VPN again?", at=london("10:05"))
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:20"))

    told = [entry.message.text for entry in story(incident, for_staff=False) if entry.message]
    known = [entry.message.text for entry in story(incident, for_staff=True) if entry.message]

    assert "VPN again?" not in told
    assert told[1:] == ["Looking."]
    assert known[1:] == ["VPN again?", "Looking."]
    assert {message.is_internal for message in Message.objects.public()} == {False}


def test_two_things_said_in_the_same_second_keep_their_order(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    for text in ("First.", "Second."):
        services.reply(incident=incident, by=lumeon.agent, text=text, at=london("10:20"))

    told = [entry.message.text for entry in story(incident, for_staff=False) if entry.message]

    assert told[1:] == ["First.", "Second."]


def test_nothing_is_recorded_before_what_was_recorded(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.reply(incident=incident, by=lumeon.agent, text="Looking.", at=london("10:20"))

    sentence = (
        f"{incident} already has an event at 02 Mar 2026 10:20:00 UTC; nothing can be recorded "
        "before it (at 02 Mar 2026 10:19:29 UTC)."
    )
    with refused(sentence, code="out_of_order"):
        services.reply(incident=incident, by=lumeon.agent, text="Late.", at=london("10:19:29"))


def test_who_waited_for_another_counts_from_what_the_other_did(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.reply(incident=incident, by=lumeon.agent, text="First.", at=london("10:20"))

    services.answer(
        incident=incident, by=lumeon.house.contact, text="Second.", at=london("10:19:58")
    )

    assert incident.events.latest("pk").at == london("10:20")
    entries = [one for one in story(incident, for_staff=True) if one.message]
    assert [one.message.text for one in entries][1:] == ["First.", "Second."]  # type: ignore[union-attr]  # they have messages


def test_an_empty_message_is_refused(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    with refused("Write a few words first: an empty message helps nobody.", code="empty"):
        services.ask(incident=incident, by=lumeon.agent, question=" \r\n ", at=london("10:20"))


def test_a_contact_cannot_reply_for_the_vendor(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    sentence = (
        "As technical contact you cannot work on incidents. This is done by: agent, support "
        "director, support manager, technical account manager."
    )

    with refused(sentence, code="not_allowed"):
        services.reply(
            incident=incident, by=lumeon.house.contact, text="Mended.", at=london("10:20")
        )


def test_staff_cannot_answer_for_the_customer(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    sentence = "As agent you cannot answer for the customer. This is done by: technical contact."

    with refused(sentence, code="not_allowed"):
        services.answer(incident=incident, by=lumeon.agent, text="Fine.", at=london("10:20"))


def test_lu_03_a_viewer_cannot_write(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)

    with pytest.raises(Refusal, match="As viewer you cannot answer for the customer"):
        services.answer(incident=incident, by=vera, text="Hello?", at=london("10:20"))


def test_co_03_another_customers_contact_has_no_part_in_it(lumeon: Site, northgate: House) -> None:
    incident = raised(lumeon.house)

    with refused("You have no part in this incident.", code="not_allowed"):
        services.answer(
            incident=incident, by=northgate.contact, text="Ours too!", at=london("10:20")
        )


def test_co_03_another_vendors_agent_has_no_part_in_it(lumeon: Site, patientiq: Site) -> None:
    incident = raised(lumeon.house)

    with refused("You have no part in this incident.", code="not_allowed"):
        services.reply(incident=incident, by=patientiq.agent, text="Hi.", at=london("10:20"))
