"""Every field of an article given what is no answer to it: a sentence, never a fault (LU-26)."""

import json
from typing import Any

import pytest
from django.test import Client

from knowledgebase.deeds import NOUNS
from knowledgebase.models import Article
from tests.cast import Site, signed_in
from tests.knowledgebase.shelf import published

API = "/lumeon/api/articles/"
# What JSON can hold, and no field of ours asks for.
ODD: tuple[object, ...] = (
    ["a", {"b": 1}],
    "\x00",
    10**30,
    True,
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "\ud800",
)
PARTS = ("title", "problem", "solution", "versions", "steps", "resolution")
CHOSEN = ("visibility", "tiers", "is_workaround", "words", "known")


@pytest.fixture
def article(lumeon: Site) -> Article:
    return published(lumeon.agent, lumeon.administrator)


@pytest.fixture(params=["Asia/Tokyo", "America/Los_Angeles"])
def ada(lumeon: Site, request: pytest.FixtureRequest) -> Client:
    """Lumeon's administrator, ahead of UTC or behind it: the first and last hours differ."""
    person = lumeon.administrator.person
    person.time_zone = request.param
    person.save(update_fields=["time_zone"])
    return signed_in(person)


def sent(client: Client, method: str, address: str, said: dict[str, Any]) -> int:
    send = getattr(client, method)
    answer = send(address, json.dumps(said), content_type="application/json")
    return int(answer.status_code)


def test_what_is_no_answer_to_a_field_of_a_deed_is_refused(ada: Client, article: Article) -> None:
    one = f"{API}{article.slug}/"

    for noun, what in NOUNS.items():
        fields = what.form.base_fields
        for odd in ODD:
            said = dict.fromkeys(fields, odd) | {"known": 1, "kind": "incident"}
            assert sent(ada, "post", f"{one}{noun}/", said) in {200, 409, 422}, (noun, odd)


def test_what_is_no_part_of_an_article_is_refused_or_read_as_text(
    ada: Client, article: Article
) -> None:
    for odd in ODD:
        said = dict.fromkeys((*PARTS, *CHOSEN), odd)
        assert sent(ada, "post", API, said) == 422, odd
        assert sent(ada, "put", f"{API}{article.slug}/", said) == 422, odd
        said = dict.fromkeys(PARTS, odd) | {"visibility": "customers"}
        assert sent(ada, "post", API, said) in {201, 422}, odd
        said = {"is_helpful": "no", "reason": odd}
        assert sent(ada, "post", f"{API}{article.slug}/feedback/", said) in {200, 422}, odd


@pytest.mark.parametrize("odd", ["9" * 5_000, "²", "٣", "-1", "1_0"], ids=lambda odd: odd[:3])
def test_a_revision_beside_one_that_there_is_not_is_shown_alone(
    lumeon: Site, article: Article, odd: str
) -> None:
    agent = signed_in(lumeon.agent.person)
    address = f"/lumeon/knowledge/articles/{article.slug}/revisions/1/"

    assert agent.get(address, {"against": odd}).status_code == 200
    assert agent.get(address.replace("/1/", f"/{10**30}/")).status_code == 404
