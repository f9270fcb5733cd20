"""Watchers, news and presence through the API (CO-10)."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from redis import Redis

from incidents import services
from incidents.domain.kinds import EventKind
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from portal.tenancy.scope import vendor_scope
from tests.cast import House, Site, raised, signed_in, staff
from tests.incidents.watching import london


@pytest.fixture(autouse=True)
def nobody_here() -> Iterator[None]:
    with Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()
        yield


def test_both_sides_join_and_leave_the_watchers(lumeon: Site, vera: Membership) -> None:
    path = f"/lumeon/api/incidents/{raised(lumeon.house)}/watchers/"
    agent, viewer = signed_in(lumeon.agent.person), signed_in(vera.person)

    agent.post(path)
    viewer.post(path)

    named = [(one["name"], one["is_staff"]) for one in agent.post(path).json()["results"]]
    assert named == [("Marek Nowak", True), ("Vera Lind", False)]
    (seen,) = viewer.get(path).json()["results"]
    assert (seen["name"], seen["is_oneself"]) == ("Vera Lind", True)
    assert viewer.delete(path).json() == {"results": []}
    assert [one["name"] for one in agent.get(path).json()["results"]] == ["Marek Nowak"]


def test_news_are_what_came_after_an_event_and_notes_are_none_to_customers(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    path = f"/lumeon/api/incidents/{incident}/news/"
    agent, priya = signed_in(lumeon.agent.person), signed_in(lumeon.house.contact.person)
    first = priya.get(path).json()["last_event"]

    mina = staff(lumeon.vendor, "Mina Rao", Role.SUPPORT_MANAGER)
    services.add_note(incident=incident, by=mina, text="Hm.", at=london("10:10"))
    services.reply(incident=incident, by=lumeon.agent, text="We look.", at=london("10:15"))

    assert priya.get(path, {"after": first}).json()["new"] == 1
    assert agent.get(path, {"after": first}).json()["new"] == 2
    told = priya.get(path).json()["last_event"]
    last = incident.events.get(kind=EventKind.REPLIED)
    assert told == last.pk
    assert priya.get(path, {"after": told}).json()["new"] == 0


def test_colleagues_see_who_is_there_and_customers_see_nobody(lumeon: Site) -> None:
    path = f"/lumeon/api/incidents/{raised(lumeon.house)}/news/"
    agent, priya = signed_in(lumeon.agent.person), signed_in(lumeon.house.contact.person)

    agent.get(path)  # who only asks is not there
    assert signed_in(lumeon.administrator.person).get(path).json()["present"] == []
    agent.get(path, {"doing": "writing"})

    ada = signed_in(lumeon.administrator.person).get(path).json()
    assert ada["present"] == [{"name": "Marek Nowak", "is_writing": True}]
    assert priya.get(path).json()["present"] == []


def test_what_is_asked_wrongly_is_said(lumeon: Site) -> None:
    path = f"/lumeon/api/incidents/{raised(lumeon.house)}/news/"
    agent = signed_in(lumeon.agent.person)

    for wrong in ({"after": "x"}, {"after": "9" * 19}, {"after": "²"}, {"doing": "sleeping"}):
        assert agent.get(path, wrong).status_code == 422


def test_co_03_other_customers_and_vendors_find_nothing(
    lumeon: Site, northgate: House, patientiq: Site
) -> None:
    with vendor_scope(lumeon.vendor):
        incident = raised(lumeon.house)
    for outsider in (northgate.contact, patientiq.agent):
        client = signed_in(outsider.person)
        for noun in ("watchers", "news"):
            assert client.get(f"/lumeon/api/incidents/{incident}/{noun}/").status_code == 404
        assert client.post(f"/lumeon/api/incidents/{incident}/watchers/").status_code == 404
