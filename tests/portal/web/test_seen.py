"""Where one is signed in: kept up to the minute, without a write for each page."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from tests.cast import Site, signed_in


def _writes(client: Client, **headers: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/lumeon/incidents/", headers=headers).status_code == 200
    said = [query["sql"] for query in seen]
    return [sql for sql in said if "usersessions" in sql and not sql.startswith("SELECT")]


def test_the_first_page_of_a_session_is_noted_and_the_next_ones_write_nothing(
    lumeon: Site,
) -> None:
    contact = signed_in(lumeon.house.contact.person)

    assert len(_writes(contact)) == 1
    assert _writes(contact) == []


def test_a_minute_later_it_is_noted_again(lumeon: Site) -> None:
    contact = signed_in(lumeon.house.contact.person)
    _writes(contact)
    noted = UserSession.objects.get().last_seen_at

    with travel(noted + timedelta(minutes=1), tick=False):
        assert len(_writes(contact)) == 1
    assert UserSession.objects.get().last_seen_at == noted + timedelta(minutes=1)


def test_within_the_minute_nothing_is_asked_either(lumeon: Site) -> None:
    contact = signed_in(lumeon.house.contact.person)
    _writes(contact)

    with CaptureQueriesContext(connection) as seen:
        contact.get("/lumeon/incidents/")

    assert not [query for query in seen if "usersessions" in query["sql"]]


def test_another_process_writes_nothing_about_a_session_that_was_noted(lumeon: Site) -> None:
    contact = signed_in(lumeon.house.contact.person)
    _writes(contact)
    contact.handler.load_middleware()  # as a process that has just started

    assert _writes(contact) == []


@pytest.mark.parametrize("agent", ["Another browser", "x" * 900])
def test_another_browser_is_noted_at_once(lumeon: Site, agent: str) -> None:
    contact = signed_in(lumeon.house.contact.person)
    _writes(contact)

    assert len(_writes(contact, user_agent=agent)) == 1
    assert _writes(contact, user_agent=agent) == []
