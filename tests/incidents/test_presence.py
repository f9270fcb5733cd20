"""Who is looking and who is writing, and what is new while a page is open."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from incidents import presence, services
from incidents.models import Incident
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, raised, signed_in, staff
from tests.factories import MONDAY
from tests.incidents.watching import london


@pytest.fixture
def jo(lumeon: Site) -> Membership:
    """A second agent."""
    return staff(lumeon.vendor, "Jo Lindqvist", Role.AGENT, "L1")


def poll(client: Client, incident: Incident, after: object, tag: str = "") -> HttpResponse:
    headers = {"If-None-Match": tag} if tag else {}
    address = f"/{incident.vendor.slug}/incidents/{incident}/news/?after={after}"
    answer: HttpResponse = client.get(address, headers=headers)  # type: ignore[assignment]  # as it is
    return answer


def seen_by(membership: Membership, incident: Incident, seconds: int = 0) -> list[tuple[str, bool]]:
    at = MONDAY + timedelta(seconds=seconds)
    present = presence.others_on([incident], membership, at).get(incident.pk, [])
    return [(one.name, one.is_writing) for one in present]


def test_others_are_seen_until_they_fade_and_oneself_is_not(lumeon: Site, jo: Membership) -> None:
    incident = raised(lumeon.house)
    presence.be_here(incident, lumeon.agent, is_writing=False, at=MONDAY)
    presence.be_here(incident, jo, is_writing=True, at=MONDAY)

    assert seen_by(lumeon.agent, incident) == [("Jo Lindqvist", True)]
    assert seen_by(jo, incident, 39) == [("Marek Nowak", False)]
    assert seen_by(jo, incident, 41) == []
    assert presence.others_on([], jo, MONDAY) == {}


def test_without_valkey_nobody_is_seen_and_nothing_fails(lumeon: Site, jo: Membership) -> None:
    incident = raised(lumeon.house)
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        presence.be_here(incident, jo, is_writing=True, at=MONDAY)
        assert seen_by(lumeon.agent, incident) == []
        assert poll(signed_in(lumeon.agent.person), incident, 0).status_code == 200


def test_a_poll_tells_what_is_new_once_and_who_is_there(lumeon: Site, jo: Membership) -> None:
    incident = raised(lumeon.house, at=timezone.now().replace(microsecond=0))
    client, after = signed_in(lumeon.agent.person), incident.events.latest("pk").pk
    first = poll(client, incident, after)
    assert poll(client, incident, after, first["ETag"]).status_code == 304

    at = timezone.now().replace(microsecond=0)
    services.answer(incident=incident, by=lumeon.house.contact, text="More.", at=at)
    signed_in(jo.person).get(f"/lumeon/incidents/{incident}/news/?after={after}&doing=writing")
    news = poll(client, incident, after, first["ETag"])

    words = news.content.decode()
    assert news.status_code == 200
    assert "One new entry since you opened the page" in words
    assert "<b>Jo Lindqvist</b>, writing" in words
    assert "no-store" in news["Cache-Control"]


def test_co_03_customers_see_neither_notes_nor_who_works_on_it(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    after = incident.events.latest("pk").pk
    services.add_note(incident=incident, by=lumeon.agent, text="Odd.", at=london("10:20"))
    poll(signed_in(lumeon.agent.person), incident, after)

    assert poll(signed_in(lumeon.house.contact.person), incident, after).content.strip() == b""


def test_co_03_outsiders_hear_nothing(lumeon: Site, northgate: House, patientiq: Site) -> None:
    incident = raised(lumeon.house)

    assert poll(signed_in(northgate.contact.person), incident, 0).status_code == 404
    assert poll(signed_in(patientiq.agent.person), incident, 0).status_code == 404


@pytest.mark.parametrize("after", ["", "-1", "²", "x", "9" * 40, "%00"])
def test_a_number_that_is_none_is_as_having_seen_nothing(lumeon: Site, after: str) -> None:
    assert poll(signed_in(lumeon.agent.person), raised(lumeon.house), after).status_code == 200
