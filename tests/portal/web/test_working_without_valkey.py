"""The portal's work while Valkey is away, in each of the ways in which it can be."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from celery import current_app
from django.core.cache import caches
from django.test import Client
from redis import Redis

from incidents.models import Incident
from portal.web import valkey as asked
from portal.web.storing import Asking
from portal.web.valkey import PATIENCE, valkey
from tests.cast import Site, raised, signed_in
from tests.portal.web.absent import nobody, silent_server, valkey_at
from tests.processes import free_port, running, soon
from tests.processes import valkey as valkey_process

LIST = "/lumeon/incidents/"
TYPED = {
    "title": "Letters print without the name",
    "text": "Since this morning.",
    "category": "support_incident",
    "severity": "2",
}


@pytest.fixture(params=["nobody", "silent"])
def away(db: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Nobody where Valkey should be, or somebody who says nothing."""
    if request.param == "nobody":
        with valkey_at(nobody()):
            yield
    else:
        with silent_server() as (url, _), valkey_at(url):
            yield


@pytest.mark.usefixtures("away")
def test_an_incident_is_raised_found_read_and_answered(lumeon: Site) -> None:
    contact = signed_in(lumeon.house.contact.person)

    assert contact.post(f"{LIST}new/", TYPED).status_code == 302
    incident = Incident.objects.get()
    assert str(incident) in contact.get(LIST).content.decode()
    said = {"text": "It is all letters.", "seen": incident.events.latest("pk").pk}
    assert contact.post(f"{LIST}{incident}/answers/", said).status_code == 302
    assert "It is all letters." in contact.get(f"{LIST}{incident}/").content.decode()


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(
    "address",
    ["queue/", "incidents/", "knowledge/", "knowledge/public/?q=x", "status/", "status/feed.atom"],
)
def test_pages_of_the_desk_are_shown(lumeon: Site, address: str) -> None:
    raised(lumeon.house)

    assert signed_in(lumeon.agent.person).get(f"/lumeon/{address}").status_code == 200


@pytest.mark.usefixtures("away")
def test_the_portal_is_ready(lumeon: Site) -> None:
    assert Client().get("/readyz").status_code == 200


def test_a_page_waits_for_a_silent_server_once(
    lumeon: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "REST", 60.0)  # a busy computer takes its time for two pages
    incident, agent = raised(lumeon.house), signed_in(lumeon.agent.person)
    with silent_server() as (url, came), valkey_at(url):
        agent.get(f"{LIST}{incident}/")
        agent.get("/lumeon/queue/")

    assert len(came) == 1


def test_what_saves_work_only_is_kept_in_the_process_meanwhile(db: None) -> None:
    with valkey_at(nobody()):
        caches["pages"].set("status-page", "as it was")

        assert caches["pages"].get("status-page") == "as it was"
        assert caches["default"].get("status-page") is None  # nothing of it lies in the table
        caches["pages"].clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("away")
def test_asking_a_worker_neither_fails_nor_waits() -> None:
    began = monotonic()
    for _ in range(20):
        Asking("no.such.task")._send(1, 2)

    assert valkey().is_away
    assert monotonic() - began < 10 * PATIENCE


def test_a_worker_is_asked_again_once_valkey_is_back(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asked, "REST", 0.1)
    port = free_port()
    url = f"redis://:secret-of-a-test@127.0.0.1:{port}/0"
    with valkey_at(url):
        Asking("no.such.task")._send(1, 2)
        assert valkey().is_away

        with (
            running(valkey_process(tmp_path / "log", port, "secret-of-a-test")),
            Redis.from_url(url) as server,
        ):
            assert soon(lambda: _is_reached(server))


def _is_reached(server: Redis) -> bool:
    Asking("no.such.task")._send(1, 2)
    return not valkey().is_away and bool(server.llen(current_app.conf.task_default_queue))
