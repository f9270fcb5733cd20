"""How an article comes about: states, revisions, who may what, reminders (LU-26)."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from knowledgebase.deeds import NOUNS, form_for
from knowledgebase.domain.states import State
from knowledgebase.domain.visibility import EVERYBODY, Visibility
from knowledgebase.models import Article, ArticleStep
from knowledgebase.services.keeping import add_picture, hand_over, link, unlink
from knowledgebase.services.reviewing import (
    give_back,
    publish,
    publish_due,
    retire,
    submit,
    verify,
)
from knowledgebase.services.telling import remind
from knowledgebase.services.writing import restore, save
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import Notification
from portal.tenancy.models import Membership
from portal.tenancy.roles import Role
from tests.cast import Site, staff
from tests.factories import MONDAY
from tests.knowledgebase.shelf import content, draft, picture, published

HOUR = timedelta(hours=1)


@pytest.fixture
def mona(lumeon: Site) -> Membership:
    """Lumeon's support manager, who publishes."""
    return staff(lumeon.vendor, "Mona Field", Role.SUPPORT_MANAGER)


def test_lu_26_an_article_goes_its_way_and_readers_keep_what_is_published(
    lumeon: Site, mona: Membership
) -> None:
    article = draft(lumeon.agent)
    assert not Article.objects.published().exists()
    submit(by=lumeon.agent, article=article, known=1, at=MONDAY)
    assert Notification.objects.filter(person=mona.person).count() == 1
    give_back(by=mona, article=article, known=1, words="Name the template.", at=MONDAY)
    assert Notification.objects.filter(person=lumeon.agent.person).count() == 1
    save(by=lumeon.agent, article=article, content=content("Named"), known=1, at=MONDAY)
    submit(by=lumeon.agent, article=article, known=2, at=MONDAY)
    publish(by=mona, article=article, known=2, at=MONDAY)
    save(by=lumeon.agent, article=article, content=content("Third"), known=2, at=MONDAY)

    article.refresh_from_db()
    assert article.shown is not None
    assert (article.shown.number, article.newest.number) == (2, 3)
    assert (article.state, article.shown.title) == (State.DRAFT, "Named")
    kinds = list(ArticleStep.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["save", "submit", "return", "save", "submit", "publish", "save"]
    assert AuditEvent.objects.filter(object_type="knowledgebase.article").count() == 7


def test_lu_26_an_old_revision_is_restored_as_a_new_one(lumeon: Site, mona: Membership) -> None:
    article = draft(lumeon.agent)
    save(by=lumeon.agent, article=article, content=content("Worse"), known=1, at=MONDAY)

    article = restore(by=lumeon.agent, article=article, number=1, known=2, at=MONDAY)

    assert (article.newest.number, article.newest.restores) == (3, 1)
    assert article.newest.content == content()
    assert article.revisions.count() == 3


def test_an_article_goes_out_at_its_hour_once(lumeon: Site, mona: Membership) -> None:
    article = draft(lumeon.agent)
    submit(by=lumeon.agent, article=article, known=1, at=MONDAY)
    publish(by=mona, article=article, known=1, on=MONDAY + HOUR, at=MONDAY)

    assert publish_due(at=MONDAY + HOUR / 2) == 0
    assert publish_due(at=MONDAY + 3 * HOUR) == 1
    assert publish_due(at=MONDAY + 3 * HOUR) == 0

    article.refresh_from_db()
    assert (article.state, article.published_at) == (State.PUBLISHED, MONDAY + HOUR)


def test_what_is_refused_says_why(lumeon: Site, mona: Membership) -> None:
    agent, article = lumeon.agent, draft(lumeon.agent)
    empty = draft(agent, "Nothing yet", resolution="")

    def refused(why: str, act: object, **said: object) -> None:
        with pytest.raises(Refusal, match=why):
            act(at=MONDAY, **said)  # type: ignore[operator]  # a service

    refused("under: Resolution", submit, by=agent, article=empty, known=1)
    refused("is a draft", publish, by=mona, article=article, known=1)
    refused("you cannot write", submit, by=lumeon.house.contact, article=article, known=1)
    submit(by=agent, article=article, known=1, at=MONDAY)
    refused("you cannot publish", publish, by=agent, article=article, known=1)
    refused("in review", save, by=agent, article=article, content=content("X"), known=1)
    refused("hour to come", publish, by=mona, article=article, known=1, on=MONDAY)
    refused("Say what is missing", give_back, by=mona, article=article, known=1, words=" ")
    give_back(by=agent, article=article, known=1, words="Mine again.", at=MONDAY)
    save(by=agent, article=article, content=content("Two"), known=1, at=MONDAY)
    refused("has written revision 2", submit, by=agent, article=article, known=1)
    refused(
        "Name the tiers",
        save,
        by=agent,
        article=article,
        content=content(visibility=Visibility.TIERS),
        known=2,
    )
    refused(
        "20,000 fit", save, by=agent, article=article, content=content(steps="x" * 20_001), known=2
    )


def test_lu_26_owners_are_asked_on_the_day_and_once_more(lumeon: Site, mona: Membership) -> None:
    article = published(lumeon.agent, mona)
    day = date(2026, 4, 1)
    verify(by=lumeon.agent, article=article, known=1, until=day, at=MONDAY)
    asked = Notification.objects.filter(key__startswith=f"article-{article.pk}-verify")

    for days, expected in ((29, 0), (30, 1), (31, 1), (44, 2), (45, 2)):
        remind(at=MONDAY + timedelta(days=days))
        assert asked.count() == expected, days
    assert {one.person for one in asked} == {lumeon.agent.person}


def test_where_the_owner_has_left_those_who_publish_are_asked(
    lumeon: Site, mona: Membership
) -> None:
    article = published(lumeon.agent, mona)
    lumeon.agent.ended_at = MONDAY
    lumeon.agent.save(update_fields=["ended_at"])

    remind(at=MONDAY + timedelta(days=200))

    told = Notification.objects.filter(key__startswith=f"article-{article.pk}-verify")
    assert {one.person for one in told} == {mona.person, lumeon.administrator.person}


def test_a_retired_article_is_nobodys_to_read_and_can_be_written_on(
    lumeon: Site, mona: Membership
) -> None:
    article = published(lumeon.agent, mona, visibility=Visibility.PUBLIC)
    assert Article.objects.readable_by(EVERYBODY).exists()

    retire(by=mona, article=article, words="Fixed in 5.3.", at=MONDAY)

    assert not Article.objects.readable_by(EVERYBODY).exists()
    again = save(by=lumeon.agent, article=article, content=content("Again"), known=1, at=MONDAY)
    assert again.state == State.DRAFT


def test_two_articles_of_one_title_have_names_of_their_own(lumeon: Site) -> None:
    slugs = [draft(lumeon.agent, "Über die Straße!").slug for _ in range(3)]

    assert slugs == ["uber-die-strae", "uber-die-strae-2", "uber-die-strae-3"]


def test_links_owner_and_pictures_are_kept_with_their_record(
    lumeon: Site, mona: Membership
) -> None:
    article = draft(lumeon.agent)
    said: dict[str, Any] = {"by": lumeon.agent, "article": article, "at": MONDAY}

    made = link(kind="incident", name=" lum-1 ", **said)
    assert link(kind="incident", name="LUM-1", **said) == made
    assert made.name == "LUM-1"  # as the incident's own page asks for it
    unlink(pk=made.pk, **said)
    hand_over(to=mona, **said)
    hand_over(to=mona, **said)  # it is hers already
    add_picture(file=picture(), **said)

    assert not article.links.exists()
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-4:] == [
        "article linked",
        "article unlinked",
        "article handed over",
        "article picture added",
    ]


@pytest.mark.parametrize(
    ("name", "bytes_", "why"),
    [
        ("menu.png", b"not a picture", "cannot be opened"),
        ("menu.svg", b"<svg/>", "ends in .png"),
        ("../../menu.php", b"x", "ends in .png"),
        ("menu.jpg", None, "cannot be opened"),  # a PNG by another name
    ],
)
def test_what_is_no_picture_is_refused(
    lumeon: Site, name: str, bytes_: bytes | None, why: str
) -> None:
    file = picture(name)
    if bytes_ is not None:
        file = SimpleUploadedFile(name, bytes_)

    with pytest.raises(Refusal, match=why):
        add_picture(by=lumeon.agent, article=draft(lumeon.agent), file=file, at=MONDAY)


def test_handing_over_begins_with_the_present_owner(lumeon: Site, mona: Membership) -> None:
    article = draft(lumeon.agent)
    hand_over(by=lumeon.agent, article=article, to=mona, at=MONDAY)
    article.refresh_from_db()

    form = form_for(NOUNS["owner"], article, ZoneInfo("Europe/London"))

    assert form["owner"].value() == str(mona.pk)
