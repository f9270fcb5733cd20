"""An open forum for tests, and what stands in it, through the services that pages use."""

from datetime import datetime, timedelta

from knowledgebase.domain.forum import Said
from knowledgebase.forum.services.moderating import report
from knowledgebase.forum.services.switching import open_forum
from knowledgebase.forum.services.writing import answer, ask
from knowledgebase.models import ForumPost, ForumTopic
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY

TITLE = "Letters lose the ward's printer"
TEXT = "Since the update each letter asks for a *printer* again."


def opened(site: Site) -> Site:
    """Open a vendor's forum; its people know of it at once."""
    open_forum(by=site.administrator, is_open=True, at=MONDAY)
    for membership in (site.agent, site.administrator, site.house.contact):
        membership.vendor.has_forum = True
    site.vendor.has_forum = True
    return site


def asked(
    by: Membership,
    title: str = TITLE,
    text: str = TEXT,
    *tags: str,
    at: datetime = MONDAY,
) -> ForumTopic:
    """Ask something."""
    return ask(by=by, said=Said(text, title, tags), at=at)


def answered(
    by: Membership, topic: ForumTopic, text: str = "Set it per ward.", *, at: datetime | None = None
) -> ForumPost:
    """Answer a topic, an hour after it was asked."""
    return answer(by=by, topic=topic, text=text, at=at or topic.at + timedelta(hours=1))


def question_of(topic: ForumTopic) -> ForumPost:
    """Return a topic's question."""
    return topic.posts.select_related("topic").get(number=1)


def keys_of_forum(site: Site) -> dict[str, str]:
    """Leave a topic with an answer that is reported, and say what stands in its addresses."""
    opened(site)
    topic = asked(site.house.contact, TITLE, TEXT, "letters")
    post = answered(site.agent, topic)
    reported = report(by=site.house.contact, post=post, words="Not helpful.", at=MONDAY)
    return {"topic": str(topic.pk), "post": str(post.pk), "reported": str(reported.pk)}
