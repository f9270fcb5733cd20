"""The inbox and preferences through the API: the same services, the same refusals (CO-10)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents import services
from portal.notify.models import Notification, NotificationPreference
from tests.cast import Site, raised, signed_in
from tests.factories import MONDAY

LIST = "/lumeon/api/notifications/"
CHOSEN = {
    "mail_off": ["progress"],
    "portal_off": [],
    "quiet_from": "22:00:00",
    "quiet_until": "07:00:00",
    "quiet_zone": "Europe/London",
}


@pytest.fixture
def priya(lumeon: Site) -> Client:
    incident = raised(lumeon.house)
    at = MONDAY + timedelta(minutes=1)
    services.reply(incident=incident, by=lumeon.agent, text="We look.", at=at)
    return signed_in(lumeon.house.contact.person)


def put(client: Client, body: dict[str, Any]) -> Any:
    return client.put(f"{LIST}preferences/", json.dumps(body), content_type="application/json")


def read_up_to(client: Client, up_to: object) -> Any:
    body = json.dumps({"up_to": up_to})
    return client.post(f"{LIST}reading/", body, content_type="application/json")


def test_the_inbox_is_listed_with_how_much_is_unread(lumeon: Site, priya: Client) -> None:
    said = priya.get(LIST).json()

    assert said["unread"] == 2
    assert said["results"][0]["said"] == "Marek Nowak replied."
    assert set(said["results"][0]) == {
        "id", "topic", "title", "said", "path", "is_urgent", "at", "read_at",
    }  # fmt: skip


def test_what_was_fetched_is_marked_read(lumeon: Site, priya: Client) -> None:
    first = Notification.objects.order_by("pk")[0]

    assert read_up_to(priya, first.pk).json() == {"read": 1, "unread": 1}
    assert len(priya.get(f"{LIST}?show=unread").json()["results"]) == 1


@pytest.mark.parametrize("up_to", [0, "x", None, 2**70])
def test_nonsense_is_said_to_be_so(lumeon: Site, priya: Client, up_to: object) -> None:
    answer = read_up_to(priya, up_to)

    assert answer.status_code == 422
    assert "up_to" in answer.json()["errors"]


def test_preferences_are_chosen_as_a_whole(lumeon: Site, priya: Client) -> None:
    assert put(priya, CHOSEN).json() == CHOSEN
    assert priya.get(f"{LIST}preferences/").json() == CHOSEN
    assert NotificationPreference.objects.get().person == lumeon.house.contact.person


def test_a_rule_that_says_no_is_a_409_with_its_sentence(lumeon: Site, priya: Client) -> None:
    answer = put(priya, CHOSEN | {"mail_off": ["questions"]})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:sundial:always_told"


@pytest.mark.parametrize(
    "wrong",
    [{"mail_off": ["weather"]}, {"quiet_from": "25:00"}, {"quiet_zone": "x" * 60}, {"mail_off": 3}],
)
def test_a_wrong_field_is_named(lumeon: Site, priya: Client, wrong: dict[str, Any]) -> None:
    answer = put(priya, CHOSEN | wrong)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == set(wrong)
