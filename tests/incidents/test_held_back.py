"""The stale-send guard: words for a thread that has moved on are held back, and never lost."""

import json
import re

from django.test import Client

from incidents import services
from incidents.models import Draft, Incident, IncidentEvent
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site, raised, signed_in, staff
from tests.incidents.watching import kinds, london


def last_event(incident: Incident) -> int:
    return IncidentEvent.objects.filter(incident=incident).latest("pk").pk


def send(
    client: Client, incident: Incident, text: str, seen: object, noun: str = "replies"
) -> tuple[int, str]:
    answer = client.post(
        f"/lumeon/incidents/{incident}/{noun}/", {"text": text, "if_last_event": seen}
    )
    return answer.status_code, answer.content.decode()


def other_agent(lumeon: Site) -> Membership:
    return staff(lumeon.vendor, "Jo Lindqvist", Role.AGENT, "L1")


def test_two_agents_answer_at_once_and_neither_loses_a_word(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    seen = last_event(incident)
    services.reply(
        incident=incident, by=other_agent(lumeon), text="Restart it.", at=london("10:20")
    )
    client = signed_in(lumeon.agent.person)

    status, html = send(client, incident, "Do not restart it.", seen)

    assert status == 409
    assert "This is not sent yet: since you opened the page there is one new entry" in html
    assert "by Jo Lindqvist" in html
    assert re.search(r"<textarea[^>]*>Do not restart it\.</textarea>", html)
    held = html[html.index("New since you opened the page") :]
    assert "Restart it." in held[: held.index("</form>")]
    assert Draft.objects.get().fields == {"text": "Do not restart it."}
    assert "Send anyway" in html

    now_seen = re.search(r'name="if_last_event"\s+value="(\d+)"', html)
    assert now_seen is not None
    assert send(client, incident, "Then restart it.", now_seen[1])[0] == 302
    assert kinds(incident).count("replied") == 2
    assert not Draft.objects.exists()


def test_what_the_customer_wrote_meanwhile_holds_a_solution_back(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    seen = last_event(incident)
    services.answer(
        incident=incident, by=lumeon.house.contact, text="It works again.", at=london("10:20")
    )

    status, html = send(signed_in(lumeon.agent.person), incident, "A patch.", seen, "solution")

    assert (status, "Send the solution anyway" in html) == (409, True)
    assert "solution_provided" not in kinds(incident)


def test_pressing_twice_without_a_script_sends_once(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    client, seen = signed_in(lumeon.house.contact.person), last_event(incident)

    first = send(client, incident, "Hello?", seen, "answers")
    second = send(client, incident, "Hello?", seen, "answers")

    assert (first[0], second[0]) == (302, 409)
    assert kinds(incident).count("customer_replied") == 1


def test_notes_and_ones_own_deeds_without_words_hold_nothing_back(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    seen = last_event(incident)
    services.add_note(incident=incident, by=other_agent(lumeon), text="Odd.", at=london("10:10"))
    services.accept(incident=incident, by=lumeon.agent, at=london("10:11"))

    assert send(signed_in(lumeon.agent.person), incident, "Looking.", seen)[0] == 302


def test_co_03_a_note_does_not_tell_the_customer_that_it_is_there(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    seen = last_event(incident)
    services.add_note(incident=incident, by=lumeon.agent, text="Odd.", at=london("10:10"))

    assert send(signed_in(lumeon.house.contact.person), incident, "Hi.", seen, "answers")[0] == 302


def test_a_number_that_is_none_is_a_sentence_and_costs_no_words(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    client = signed_in(lumeon.agent.person)

    for seen in ("-1", "²", "many", "9" * 5000):
        status, html = send(client, incident, "My words.", seen)
        assert status == 422
        assert "My words.</textarea>" in html


def test_through_the_api_words_are_held_back_only_where_that_is_asked_for(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    client = signed_in(lumeon.agent.person)
    address = f"/lumeon/api/incidents/{incident}/replies/"
    seen = client.get(f"/lumeon/api/incidents/{incident}/").json()["last_event"]
    assert seen == last_event(incident)
    services.answer(incident=incident, by=lumeon.house.contact, text="More.", at=london("10:20"))

    def post(**said: object) -> tuple[int, str]:
        answer = client.post(address, json.dumps(said), content_type="application/json")
        return answer.status_code, answer.json().get("type", "")

    assert post(text="Held.", if_last_event=seen) == (409, "urn:sundial:moved_on")
    assert post(text="Held.", if_last_event="soon")[0] == 422
    assert post(text="Sent.")[0] == 200
