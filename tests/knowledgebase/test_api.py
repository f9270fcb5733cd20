"""Articles through the API, by the services that pages use (LU-26, CO-10)."""

from typing import Any

from django.test import Client

from knowledgebase.models import Article
from tests.cast import Site, signed_in
from tests.knowledgebase.shelf import published

API = "/lumeon/api/articles/"
TYPED = {
    "title": "Labels are torn",
    "problem": "They stick.",
    "resolution": "Other paper.",
    "visibility": "tiers",
    "tiers": ["premium", "professional"],
}


def sent(client: Client, address: str, said: dict[str, Any], status: int) -> dict[str, Any]:
    answer = client.post(address, said, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_co_10_an_article_goes_its_way_through_the_api(lumeon: Site) -> None:
    agent, ada = signed_in(lumeon.agent.person), signed_in(lumeon.administrator.person)
    contact = signed_in(lumeon.house.contact.person)

    made = sent(agent, API, TYPED, 201)
    one = f"{API}{made['slug']}/"
    assert (made["state"], made["newest"]["tiers"]) == ("draft", ["premium", "professional"])
    assert contact.get(one).status_code == 404
    changed = TYPED | {"known": 1, "visibility": "customers"}
    put = agent.put(one, changed, content_type="application/json")
    assert (put.status_code, put.json()["newest"]["revision"]) == (200, 2)
    stale = agent.put(one, changed, content_type="application/json")
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:sundial:stale")
    sent(agent, f"{one}submission/", {"known": 2}, 200)
    sent(agent, f"{one}publication/", {"known": 2}, 404)
    done = sent(ada, f"{one}publication/", {"known": 2, "on": "2099-01-01T00:00:00+02:00"}, 409)
    assert "within a year" in done["detail"]
    sent(ada, f"{one}publication/", {"known": 2}, 200)

    shown = contact.get(one).json()
    assert set(shown) == {"slug", "published_at", "shown"}
    assert shown["shown"]["resolution"] == "Other paper."
    assert sent(contact, f"{one}feedback/", {"is_helpful": "no"}, 409)["type"].endswith("reason")
    sent(contact, f"{one}feedback/", {"is_helpful": "yes"}, 200)
    assert Article.objects.get().feedback.count() == 1


def test_co_10_a_search_answers_with_why(lumeon: Site, patientiq: Site) -> None:
    published(lumeon.agent, lumeon.administrator)
    published(lumeon.agent, lumeon.administrator, "Labels are torn")
    contact = signed_in(lumeon.house.contact.person)

    assert contact.get(API).json()["count"] == 2
    (row,) = contact.get(API, {"q": "title:labels"}).json()["results"]
    assert (row["title"], row["part"]) == ("Labels are torn", "Problem")
    refused = contact.get(API, {"q": "colour:red"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:sundial:search")
    stranger = signed_in(patientiq.agent.person)
    assert stranger.get(API).status_code == 404
