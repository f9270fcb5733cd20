"""Watching an incident, and being named in a note."""

import pytest

from incidents import services
from incidents.models import Mention, Watching
from incidents.services.watching import mention
from incidents.watching import people_like, watchers_of
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.factories import MONDAY
from tests.incidents.watching import london, refused


def test_both_sides_watch_and_stop_watching(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)
    for by in (vera, lumeon.agent, lumeon.agent):
        services.watch(incident=incident, by=by, at=MONDAY)
    assert list(watchers_of(incident)) == [lumeon.agent, vera]

    services.stop_watching(incident=incident, by=vera, at=MONDAY)
    services.stop_watching(incident=incident, by=vera, at=MONDAY)

    assert list(watchers_of(incident)) == [lumeon.agent]


def test_co_03_nobody_watches_another_customers_incident(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    incident = raised(lumeon.house)
    for by in (northgate.contact, patientiq.agent):
        with refused("You have no part in this incident.", code="not_allowed"):
            services.watch(incident=incident, by=by, at=MONDAY)

    assert not Watching.objects.exists()


def test_who_has_left_watches_no_more(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)
    services.watch(incident=incident, by=vera, at=MONDAY)

    vera.ended_at = london("10:30")
    vera.save(update_fields=["ended_at"])

    assert not watchers_of(incident).exists()


def test_a_colleague_named_in_a_note_watches_from_then_on(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    text = "@Ada Obi, have you seen this before? @marek.nowak has not."

    services.add_note(incident=incident, by=lumeon.agent, text=text, at=london("10:20"))

    event = incident.events.in_order().last()
    assert event is not None
    named = Membership.objects.filter(mentions__message=event.message_id)
    assert list(named) == [lumeon.administrator]  # its writer is not told
    assert list(watchers_of(incident)) == [lumeon.administrator]


def test_only_the_vendors_own_people_can_be_named(lumeon: Site, patientiq: Site) -> None:
    incident = raised(lumeon.house)
    gone = staff(lumeon.vendor, "Gone Already", Role.AGENT, "L1")
    gone.ended_at = MONDAY
    gone.save(update_fields=["ended_at"])

    services.add_note(
        incident=incident,
        by=lumeon.agent,
        text="@Priya Shah @Petra Vance @Charlie Outsider @Gone Already",
        at=london("10:20"),
    )

    assert not Mention.objects.exists()
    assert not watchers_of(incident).exists()


def test_a_name_in_a_reply_names_nobody(lumeon: Site) -> None:
    incident = raised(lumeon.house)

    services.reply(incident=incident, by=lumeon.agent, text="Ask @Ada Obi.", at=london("10:20"))

    assert not Mention.objects.exists()
    message = incident.messages.latest("pk")
    with pytest.raises(Refusal, match="Only notes name people"):
        mention(message, london("10:21"))


def test_colleagues_are_offered_by_any_word_of_their_name(lumeon: Site, patientiq: Site) -> None:
    assert [one["name"] for one in people_like("now")] == ["Marek Nowak"]
    assert [one["name"] for one in people_like("ada o")] == ["Ada Obi"]
    assert people_like("petra") == people_like("priya") == people_like("%") == []


def test_co_03_colleagues_are_offered_to_staff_of_the_same_vendor_only(
    lumeon: Site, patientiq: Site
) -> None:
    address = "/lumeon/colleagues/?q=mar"

    offered = signed_in(lumeon.agent.person).get(address)
    refused_to = [
        signed_in(one.person).get(address).status_code
        for one in (lumeon.house.contact, patientiq.agent)
    ]

    assert offered.json() == {"people": [{"name": "Marek Nowak", "role": "Agent"}]}
    assert refused_to == [404, 404]


def test_the_page_offers_to_watch_and_names_who_does(lumeon: Site, vera: Membership) -> None:
    incident = raised(lumeon.house)
    client = signed_in(vera.person)

    assert client.post(f"/lumeon/incidents/{incident}/watching/").status_code == 302
    html = client.get(f"/lumeon/incidents/{incident}/").content.decode()

    assert "Stop watching" in html
    assert watchers_of(incident).get() == vera


def test_customers_are_not_told_who_of_the_vendors_people_watches(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    services.watch(incident=incident, by=lumeon.administrator, at=MONDAY)

    contact = signed_in(lumeon.house.contact.person).get(f"/lumeon/incidents/{incident}/")
    agent = signed_in(lumeon.agent.person).get(f"/lumeon/incidents/{incident}/")

    assert "Ada Obi" not in contact.content.decode()
    assert "Told at once: Priya Shah, Ada Obi." in agent.content.decode()


def test_another_vendors_scope_sees_no_watchers(lumeon: Site, patientiq: Site) -> None:
    services.watch(incident=raised(lumeon.house), by=lumeon.agent, at=MONDAY)

    with vendor_scope(patientiq.vendor):
        assert not Watching.objects.exists()
