"""The pages of the knowledge base, for readers, writers and strangers (LU-26, CO-03)."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import Article, Feedback, ReadCount, SearchMiss
from knowledgebase.services.reviewing import give_back, submit
from knowledgebase.services.writing import save
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, signed_in, staff
from tests.factories import MONDAY
from tests.knowledgebase.shelf import content, draft, picture, published

HOME = "/lumeon/knowledge/"
ARTICLE = f"{HOME}articles/letters-print-without-a-name/"
TYPED: dict[str, Any] = {
    "title": "Letters print without a name",
    "problem": "No name <script>alert(1)</script> [x](javascript:alert(1))",
    "resolution": "Look: ![The menu](menu.png) ![gone](none.png)",
    "visibility": "customers",
}


@pytest.fixture
def mona(lumeon: Site) -> Membership:
    """Lumeon's support manager, who publishes."""
    return staff(lumeon.vendor, "Mona Field", Role.SUPPORT_MANAGER)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def done(client: Client, address: str, status: int = 302, **said: Any) -> str:
    answer = client.post(address, said)
    text = answer.content.decode()
    assert answer.status_code == status, text[:3000]
    return text


def test_lu_26_an_article_goes_its_way_through_its_pages(lumeon: Site, mona: Membership) -> None:
    agent, manager = signed_in(lumeon.agent.person), signed_in(mona.person)
    contact = signed_in(lumeon.house.contact.person)

    preview = done(agent, f"{HOME}new/", 200, preview="1", **TYPED)
    assert "not saved yet" in preview
    assert not Article.objects.exists()
    done(agent, f"{HOME}new/", **TYPED)
    done(agent, f"{ARTICLE}pictures/", picture=picture())
    done(agent, f"{ARTICLE}submission/", known=1)
    assert "Waiting for review" in page(manager, f"{HOME}review/")
    page(contact, ARTICLE, 404)
    done(manager, f"{ARTICLE}publication/", known=1)

    shown = page(contact, ARTICLE)
    assert "<script>alert" not in shown
    assert "javascript:" not in shown.replace("[x](javascript:alert(1))", "")
    assert f'<img src="{ARTICLE}pictures/' in shown
    assert "Its making" not in shown
    address = shown.partition('<img src="')[2].partition('"')[0]
    assert contact.get(address).headers["Content-Type"] == "image/webp"
    assert ReadCount.objects.get().times == 1

    done(agent, f"{ARTICLE}edit/", known=1, **TYPED | {"steps": "1. Print."})
    assert "until revision 2 is published" in page(agent, f"{ARTICLE}making/")
    assert "Steps to reproduce" in page(agent, f"{ARTICLE}revisions/2/")
    done(agent, f"{ARTICLE}restoring/", known=2, number=1)
    assert Article.objects.get().newest.number == 3


def test_what_was_typed_too_late_comes_back_beside_who_was_faster(lumeon: Site) -> None:
    draft(lumeon.agent)
    agent, ada = signed_in(lumeon.agent.person), signed_in(lumeon.administrator.person)
    done(ada, f"{ARTICLE}edit/", known=1, **TYPED)

    held = done(agent, f"{ARTICLE}edit/", 409, known=1, **TYPED | {"problem": "Mine"})

    assert "Ada Obi has written revision 2" in held
    assert 'name="known" value="2"' in held
    assert "Mine" in held


def test_what_was_decided_too_late_can_be_decided_again_on_what_stands(
    lumeon: Site, mona: Membership
) -> None:
    article = draft(lumeon.agent)
    submit(by=lumeon.agent, article=article, known=1, at=MONDAY)
    manager = signed_in(mona.person)
    give_back(by=mona, article=article, known=1, words="Name it.", at=MONDAY)
    save(by=lumeon.agent, article=article, content=content("Named"), known=1, at=MONDAY)
    submit(by=lumeon.agent, article=article, known=2, at=MONDAY)

    held = done(manager, f"{ARTICLE}publication/", 409, known=1)
    assert "has written revision 2 since you opened it" in held
    assert re.search(r'name="known" value="2"[^>]*id="publication-known"', held)
    done(manager, f"{ARTICLE}publication/", known=2)

    article.refresh_from_db()
    assert article.shown == article.newest


def test_readers_say_whether_it_helped_and_writers_see_why_not(
    lumeon: Site, mona: Membership
) -> None:
    published(lumeon.agent, mona)
    contact = signed_in(lumeon.house.contact.person)

    assert "Say what is missing" in done(contact, f"{ARTICLE}feedback/", 422, is_helpful="no")
    done(contact, f"{ARTICLE}feedback/", is_helpful="no", reason="Which template?")
    assert "Which template?" in page(signed_in(lumeon.agent.person), f"{ARTICLE}making/")
    assert "1 reader" in page(signed_in(lumeon.agent.person), f"{HOME}missing/")
    done(contact, f"{ARTICLE}feedback/", is_helpful="yes")
    assert [one.is_helpful for one in Feedback.objects.all()] == [True]


def test_what_is_sought_and_not_found_is_counted_without_who_or_long_numbers(
    lumeon: Site, mona: Membership
) -> None:
    contact = signed_in(lumeon.house.contact.person)

    for text in ("Elephants 9434765919", "elephants", "9434765919", "the"):
        page(contact, f"{HOME}?q={text}")

    first = SearchMiss.objects.first()
    assert first is not None
    assert (first.text, first.times) == ("elephants", 2)
    assert not SearchMiss.objects.filter(text__contains="943").exists()
    assert "elephants" in page(signed_in(lumeon.agent.person), f"{HOME}missing/")
    assert "is no part of an article" in page(contact, f"{HOME}?q=colour:red", 422)


def test_public_articles_are_open_to_everybody_and_no_others(
    lumeon: Site, mona: Membership
) -> None:
    published(lumeon.agent, mona)
    stranger = Client()
    assert stranger.get(f"{HOME}public/").status_code == 302
    public = published(lumeon.agent, mona, "Sign in again", visibility=Visibility.PUBLIC)

    listed = page(stranger, f"{HOME}public/")
    assert "Sign in again" in listed
    assert "Letters print" not in listed
    address = f"{HOME}public/{public.slug}/"
    assert "Sign in again" in page(stranger, address)
    assert stranger.head(address).status_code == 200
    page(signed_in(mona.person), address)
    assert ReadCount.objects.get().times == 1  # programs that look, and one's own people, are none
    assert "Nothing found" in page(stranger, f"{HOME}public/?q=elephants")
    assert not SearchMiss.objects.exists()
    for closed in (
        "public/letters-print-without-a-name/",
        f"articles/{public.slug}/",
        "",
        "public/nothing/",
        f"public/{public.slug}/pictures/1/x/",
    ):
        answer = stranger.get(f"{HOME}{closed}")
        assert answer.status_code in {302, 404}, closed
        assert "Letters print" not in answer.content.decode()
    assert stranger.post(f"{HOME}public/").status_code == 302


def test_co_03_what_is_for_other_tiers_vendors_or_ourselves_is_not_there(
    lumeon: Site, northgate: House, mona: Membership, patientiq: Site
) -> None:
    for title, visibility, tiers in (
        ("Premium only", Visibility.TIERS, ("premium",)),
        ("Ours alone", Visibility.INTERNAL, ()),
    ):
        published(lumeon.agent, mona, title, visibility=visibility, tiers=tiers)
    priya, nora = (signed_in(one.contact.person) for one in (lumeon.house, northgate))

    assert "Premium only" in page(nora, HOME)
    assert "Ours alone" not in page(nora, HOME)
    assert "Premium only" not in page(priya, HOME)
    page(nora, f"{HOME}articles/premium-only/")
    page(priya, f"{HOME}articles/premium-only/", 404)
    page(nora, f"{HOME}articles/ours-alone/", 404)
    page(signed_in(patientiq.agent.person), f"{HOME}articles/premium-only/", 404)
    assert "Ours alone" in page(signed_in(lumeon.agent.person), HOME)


def listed(client: Client) -> tuple[int, int]:
    """Return how many questions the list asks, and how many articles it shows."""
    with CaptureQueriesContext(connection) as queries:
        text = page(client, HOME)
    return len(queries), text.count('class="title"')


def test_the_list_asks_the_same_questions_however_many_there_are(
    lumeon: Site, mona: Membership
) -> None:
    published(lumeon.agent, mona, "Letter 0")
    contact = signed_in(lumeon.house.contact.person)
    contact.get(HOME)
    asked, shown = listed(contact)
    assert shown == 1
    for number in (1, 2):
        published(lumeon.agent, mona, f"Letter {number}")

    assert listed(contact) == (asked, 3)


def test_strangers_search_thirty_times_a_minute_and_hold_up_nobody_else(
    lumeon: Site, mona: Membership
) -> None:
    public = published(lumeon.agent, mona, "Sign in again", visibility=Visibility.PUBLIC)
    cache.clear()
    stranger, elsewhere = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    for _ in range(30):
        assert public.slug in page(stranger, f"{HOME}public/?q=sign")

    refused = page(stranger, f"{HOME}public/?q=sign", 429)

    assert "Wait a minute, then search on." in refused
    assert 'value="sign"' in refused  # what was typed is still there
    assert "Sign in again" in page(stranger, f"{HOME}public/")  # reading has no limit
    assert public.slug in page(elsewhere, f"{HOME}public/?q=sign")
    member = signed_in(lumeon.house.contact.person)
    member.defaults["REMOTE_ADDR"] = "192.0.2.1"
    assert public.slug in page(member, f"{HOME}?q=sign")
    assert SearchMiss.objects.count() == 0
