"""The queue while it is looked at: nothing new is a 304, and what is new are the rows."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from incidents import services
from tests.cast import Site, raised, signed_in
from tests.incidents.watching import london

ROWS = "/lumeon/queue/rows/"


def asked_again(client: Client, version: str, path: str = ROWS) -> int:
    return client.get(path, headers={"If-None-Match": version}).status_code


def test_an_unchanged_queue_is_not_sent_again(lumeon: Site) -> None:
    with travel(london("10:00:10"), tick=False):
        incident = raised(lumeon.house, at=london("10:00"))
        agent = signed_in(lumeon.agent.person)
        version = agent.get("/lumeon/queue/").context["version"]

        assert asked_again(agent, version) == 304
        services.add_note(incident=incident, by=lumeon.agent, text="Seen.", at=london("10:00:05"))
        fresh = agent.get(ROWS, headers={"If-None-Match": version})

    assert fresh.status_code == 200
    assert f'data-row="{incident}"' in fresh.content.decode()
    assert "<html" not in fresh.content.decode()
    assert fresh["ETag"] != version


def test_the_time_left_is_sent_anew_each_minute(lumeon: Site) -> None:
    with travel(london("10:00:10"), tick=False) as clock:
        raised(lumeon.house, at=london("10:00"))
        agent = signed_in(lumeon.agent.person)
        version = agent.get(ROWS)["ETag"]

        clock.shift(timedelta(seconds=20))
        assert asked_again(agent, version) == 304
        clock.shift(timedelta(seconds=60))
        assert asked_again(agent, version) == 200


def test_another_search_is_another_version(lumeon: Site) -> None:
    with travel(london("10:00:10"), tick=False):
        raised(lumeon.house, at=london("10:00"))
        agent = signed_in(lumeon.agent.person)
        version = agent.get(ROWS)["ETag"]

        assert asked_again(agent, version, f"{ROWS}?q=owner:none") == 200


def test_asking_again_takes_a_few_queries_whatever_the_queue_holds(lumeon: Site) -> None:
    with travel(timezone.now(), tick=False):
        agent = signed_in(lumeon.agent.person)
        counts = []
        for rows in (1, 2):
            for _ in range(rows):
                raised(lumeon.house, at=timezone.now().replace(microsecond=0))
            version = agent.get(ROWS)["ETag"]
            with CaptureQueriesContext(connection) as queries:
                assert asked_again(agent, version) == 304
            counts.append(len(queries))

    assert counts[0] == counts[1]


def test_keys_are_offered_to_those_who_use_them(lumeon: Site) -> None:
    raised(lumeon.house)
    agent = signed_in(lumeon.agent.person)
    assert 'id="keys"' in agent.get("/lumeon/queue/").content.decode()

    agent.post("/me/", {"name": "Marek Nowak", "time_zone": "Europe/London", "phone": ""})
    lumeon.agent.person.refresh_from_db()

    assert lumeon.agent.person.uses_keys is False
    assert 'id="keys"' not in agent.get("/lumeon/queue/").content.decode()
