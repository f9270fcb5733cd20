"""Articles offered while one writes, beside an incident, and drafted from a solved one (LU-26)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from incidents import services
from incidents.models import Incident
from incidents.services.knowing import PATIENT_DATA, draft_article
from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import Article, Deflection
from portal.kernel.refusal import Refusal
from tests.cast import Site, raised, signed_in
from tests.factories import MONDAY
from tests.knowledgebase.shelf import published

MINUTE = timedelta(minutes=1)
OFFERS = "/lumeon/incidents/offers/"
TYPED = {"title": "Referral letters without a name", "text": "The consultant is not printed."}


@pytest.fixture
def known(lumeon: Site) -> Article:
    """An article that customers read."""
    return published(lumeon.agent, lumeon.administrator)


def test_lu_26_what_fits_is_offered_while_one_writes(lumeon: Site, known: Article) -> None:
    published(
        lumeon.agent,
        lumeon.administrator,
        "Consultant's name, our own notes",
        visibility=Visibility.INTERNAL,
    )
    contact, agent = (signed_in(one.person) for one in (lumeon.house.contact, lumeon.agent))

    offered = contact.post(OFFERS, TYPED).content.decode()
    assert "1 article may answer this." in offered
    assert known.slug in offered
    assert "our own notes" not in offered
    inside = agent.post(OFFERS, TYPED).content.decode()
    assert "our own notes" in inside
    assert "This solved it" not in inside
    assert known.slug not in contact.post(OFFERS, {"title": "a"}).content.decode()
    assert 'id="offers"' in contact.get("/lumeon/incidents/new/").content.decode()


def test_lu_26_this_solved_it_is_kept_once_and_nothing_is_raised(
    lumeon: Site, known: Article
) -> None:
    contact = signed_in(lumeon.house.contact.person)

    for _ in range(2):
        answer = contact.post(f"{OFFERS}solution/", TYPED | {"article": known.slug})
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith(f"/knowledge/articles/{known.slug}/")

    assert Deflection.objects.count() == 1
    assert not Incident.objects.exists()
    making = f"/lumeon/knowledge/articles/{known.slug}/making/"
    shown = signed_in(lumeon.agent.person).get(making).content.decode()
    assert "solved before it was reported: 1" in shown


def test_agents_see_articles_beside_an_incident_and_link_them(lumeon: Site, known: Article) -> None:
    incident = raised(lumeon.house)
    agent = signed_in(lumeon.agent.person)
    address = f"/lumeon/incidents/{incident}/articles/"

    assert "Knowledge base</h2>" in agent.get(f"/lumeon/incidents/{incident}/").content.decode()
    part = agent.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Like this report" in part
    agent.post(
        f"/lumeon/knowledge/articles/{known.slug}/links/",
        {"known": 1, "kind": "incident", "name": str(incident)},
    )
    linked = agent.get(address).content.decode()
    assert "Linked" in linked
    assert "Like this report" not in linked


def solved(lumeon: Site, text: str = "Assign the template again.") -> Incident:
    incident = raised(lumeon.house)
    services.accept(incident=incident, by=lumeon.agent, at=MONDAY + MINUTE)
    services.provide_solution(incident=incident, by=lumeon.agent, text=text, at=MONDAY + 2 * MINUTE)
    return Incident.objects.get(pk=incident.pk)


def test_lu_26_an_article_is_drafted_from_a_solved_incident(lumeon: Site) -> None:
    incident = raised(lumeon.house)
    with pytest.raises(Refusal, match="is still worked on"):
        draft_article(by=lumeon.agent, incident=incident, at=MONDAY)
    done = solved(lumeon)
    agent = signed_in(lumeon.agent.person)

    answer = agent.post(f"/lumeon/incidents/{done}/article-draft/")

    assert answer.headers["Location"].endswith("/edit/")
    article = Article.objects.with_text().get()
    content = article.newest.content
    assert content.title == done.title
    assert content.resolution == "Assign the template again."
    assert content.visibility == Visibility.INTERNAL
    assert [str(one) for one in article.links.all()] == [f"Incident {done}"]
    agent.post(f"/lumeon/incidents/{done}/article-draft/")
    assert Article.objects.get() == article


def test_pq_12_what_may_be_patient_data_is_left_out_of_a_draft(lumeon: Site) -> None:
    done = solved(lumeon)
    done.title = "Letter of NHS number 943 476 5919 is late"

    article = draft_article(by=lumeon.agent, incident=done, at=MONDAY)

    assert article.newest.title == PATIENT_DATA


OFFER_QUERIES = 18  # the session, the tiers, the lexemes, how many, the best, their text


@pytest.mark.parametrize("others", [0, 2])
def test_an_offer_asks_the_same_questions_however_many_articles_there_are(
    lumeon: Site,
    known: Article,
    others: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(others):
        published(lumeon.agent, lumeon.administrator, f"Letters without name {number}")
    contact = signed_in(lumeon.house.contact.person)
    contact.post(OFFERS, TYPED)

    with django_assert_num_queries(OFFER_QUERIES):
        text = contact.post(OFFERS, TYPED).content.decode()

    assert text.count("This solved it") == others + 1


API = "/lumeon/api"


def test_the_api_offers_what_the_page_offers(lumeon: Site, known: Article) -> None:
    contact = signed_in(lumeon.house.contact.person)

    said = contact.post(f"{API}/offers/", TYPED, content_type="application/json").json()
    little = contact.post(f"{API}/offers/", {}, content_type="application/json").json()

    assert [one["slug"] for one in said["results"]] == [known.slug]
    assert little == {"results": []}


def test_the_api_keeps_that_an_article_solved_it(lumeon: Site, known: Article) -> None:
    contact, agent = (signed_in(one.person) for one in (lumeon.house.contact, lumeon.agent))
    sent = {"article": known.slug}

    said = contact.post(f"{API}/offers/solution/", sent, content_type="application/json")
    refused = agent.post(f"{API}/offers/solution/", sent, content_type="application/json")

    assert (said.status_code, said.json()["slug"]) == (200, known.slug)
    assert Deflection.objects.get().article == known
    assert refused.status_code == 404
    unknown = contact.post(
        f"{API}/offers/solution/", {"article": "none"}, content_type="application/json"
    )
    assert unknown.status_code == 404


def test_the_api_shows_articles_beside_an_incident_and_drafts_one(
    lumeon: Site, known: Article
) -> None:
    incident = solved(lumeon)
    agent, contact = (signed_in(one.person) for one in (lumeon.agent, lumeon.house.contact))
    address = f"{API}/incidents/{incident}/articles/"

    before = agent.get(address).json()
    drafted = agent.post(address, content_type="application/json")
    after = agent.get(address).json()

    assert ([one["slug"] for one in before["alike"]], before["linked"]) == ([known.slug], [])
    assert (drafted.status_code, drafted.json()["state"]) == (201, "draft")
    assert [one["slug"] for one in after["linked"]] == [drafted.json()["slug"]]
    assert contact.get(address).status_code == 404
    assert contact.post(address, content_type="application/json").status_code == 404
