"""The pages of the knowledge base, for readers, writers and strangers (LU-26, CO-03)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import Article, Feedback, ReadCount, SearchMiss
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import House, Site, signed_in, staff
from tests.knowledgebase.shelf import draft, picture, published

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
    assert "Sign in again" in page(stranger, f"{HOME}public/{public.slug}/")
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


LIST_QUERIES = 24  # the session, the frame, the solutions, how many, the page


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_asks_the_same_questions_however_many_there_are(
    lumeon: Site,
    mona: Membership,
    others: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    for number in range(others + 1):
        published(lumeon.agent, mona, f"Letter {number}")
    contact = signed_in(lumeon.house.contact.person)
    contact.get(HOME)

    with django_assert_num_queries(LIST_QUERIES):
        text = page(contact, HOME)

    assert text.count('class="title"') == others + 1
