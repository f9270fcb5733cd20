"""Every field of the desk given too much, or what is no answer to it: a sentence, never a fault.

The tables of what can be done are walked, so that a new deed is tried as soon as it is there.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from incidents.deeds import NOUNS
from incidents.forms.files import FilesField
from incidents.models import Incident, IncidentEvent
from portal.web.cautious import AcknowledgementField
from tests.cast import Site, raised, signed_in

TOO_LONG = "x" * 30_000
# What JSON can hold, and no field of ours asks for.
ODD: tuple[object, ...] = (
    ["a", {"b": 1}],
    "\x00",
    10**30,
    "0001-01-01T00:00:00",
)
TICKS = (AcknowledgementField, FilesField, forms.BooleanField)


@pytest.fixture
def incident(lumeon: Site) -> Incident:
    return raised(lumeon.house, at=timezone.now().replace(microsecond=0) - timedelta(days=1))


def asked_by(noun: str, incident: Incident) -> dict[str, forms.Field]:
    """Return the fields that a deed asks for, but for ticks and files."""
    form = NOUNS[noun].form
    fields = form(incident, {}).fields if form else {}
    return {name: one for name, one in fields.items() if not isinstance(one, TICKS)}


def posted(client: Client, incident: Incident, noun: str, said: object) -> Any:
    body = json.dumps(said)
    address = f"/lumeon/api/incidents/{incident}/{noun}/"
    return client.post(address, body, content_type="application/json")


def every_field(incident: Incident) -> Iterator[tuple[str, str]]:
    for noun in NOUNS:
        for field in asked_by(noun, incident):
            yield noun, field


def test_a_field_of_any_deed_that_holds_too_much_is_named(lumeon: Site, incident: Incident) -> None:
    agent = signed_in(lumeon.agent.person)
    before = IncidentEvent.objects.count()

    unnamed = []
    for noun, field in every_field(incident):
        answer = posted(agent, incident, noun, {field: TOO_LONG})
        assert answer.status_code == 422, (noun, field, answer.content)
        if field not in json.loads(answer.content)["errors"]:
            unnamed.append((noun, field))

    assert unnamed == []
    assert IncidentEvent.objects.count() == before


def test_what_is_no_answer_to_a_field_is_refused_or_read_as_text(
    lumeon: Site, incident: Incident
) -> None:
    agent = signed_in(lumeon.agent.person)

    for noun in NOUNS:
        fields = asked_by(noun, incident)
        for odd in ODD if fields else ():
            answer = posted(agent, incident, noun, dict.fromkeys(fields, odd))
            assert answer.status_code in {200, 409, 422}, (noun, odd, answer.content)


# Pages with a form of their own: where it is posted, and by whom.
PAGES = (
    ("incidents/new/", "contact"),
    ("incidents/telephone/?contact={caller}", "agent"),
    ("macros/new/", "agent"),
    ("queue/views/", "agent"),
    ("suppliers/new/", "administrator"),
    ("notifications/preferences/", "contact"),
)


@pytest.mark.parametrize(("path", "who"), PAGES)
def test_a_page_whose_every_field_is_wrong_comes_back_with_sentences(
    lumeon: Site, path: str, who: str
) -> None:
    person = lumeon.house.contact if who == "contact" else getattr(lumeon, who)
    client = signed_in(person.person)
    address = "/lumeon/" + path.format(caller=lumeon.house.contact.pk)
    page = client.get(address)
    fields = page.context["form"].fields if page.context else {"name": None, "text": None}

    for odd in (TOO_LONG, "\x00", "9" * 400):
        assert client.post(address, dict.fromkeys(fields, odd)).status_code in {409, 422}, odd
