"""The steps that the services of the forum share: may one, lock, count, settle."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from knowledgebase.domain.forum import LONGEST_WHY, MOST, WITHIN, Often, free_at
from knowledgebase.forum.services.names import own_name
from knowledgebase.models import QUESTION, ForumPost, ForumTopic, PostReport
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may, require


def check_may(by: Membership, act: Act | None = None) -> None:
    """Refuse what is done in a closed forum, or by somebody who may not.

    :raises Refusal: with code `closed` or `not_allowed`.
    """
    if not by.vendor.has_forum:
        raise Refusal(f"{by.vendor} has no forum.", code="closed")
    if act is not None:
        require(by, act)


def locked_topic(topic: ForumTopic, by: Membership) -> ForumTopic:
    """Return a topic locked, where `by` may open its page.

    :raises Refusal: with code `not_there`.
    """
    row = ForumTopic.objects.locked().readable_by([by]).filter(pk=topic.pk).first()
    if row is None:
        raise Refusal("There is no such topic.", code="not_there")
    return row


def locked_post(post: ForumPost, by: Membership) -> tuple[ForumTopic, ForumPost]:
    """Return a post and its topic locked, the topic first, where `by` may open its page."""
    topic = locked_topic(post.topic, by)
    row = ForumPost.objects.locked().select_related("by", "customer").get(pk=post.pk)
    row.topic = topic
    return topic, row


def check_writable(topic: ForumTopic, by: Membership) -> None:
    """Refuse to write in a topic that is locked or hidden.

    :raises Refusal: with code `locked` or `hidden`.
    """
    if topic.is_hidden:
        raise Refusal("This topic is hidden; nothing is written in it.", code="hidden")
    if topic.is_locked and not may(by, Act.MODERATE_FORUM):
        raise Refusal(
            "This topic is locked: it takes no answers and no edits. Ask in a new topic if there "
            "is more to it.",
            code="locked",
        )


def check_shown(post: ForumPost) -> None:
    """Refuse what only a post can be done to that its readers have.

    :raises Refusal: with code `hidden`.
    """
    if post.is_hidden or post.topic.is_hidden:
        raise Refusal("This post is hidden.", code="hidden")


def check_often(kind: Often, by: Membership, at: datetime) -> None:
    """Refuse to post too often, and say when one may again; its counts wait for one another.

    :raises Refusal: with code `too_often`.
    """
    if by.is_staff_side and kind is not Often.REPORTS:
        return
    if not by.is_staff_side:
        own_name(by, at=at)  # locked: two posts at once are counted one after the other
    again = free_at(kind, list(_before(kind, by, at)), at)
    if again is None:
        return
    zone = ZoneInfo(by.person.time_zone)
    raise Refusal(
        f"{MOST[kind]} {kind} within an hour are the most. You may again at "
        f"{again.astimezone(zone):%H:%M %Z}; what you typed is still here.",
        code="too_often",
    )


def _before(kind: Often, by: Membership, at: datetime) -> Iterable[datetime]:
    since = at - WITHIN
    if kind is Often.REPORTS:
        return PostReport.objects.of_since(by.person, since).values_list("at", flat=True)
    posts = ForumPost.objects.filter(by=by.person_id, at__gt=since)
    posts = posts.filter(number=QUESTION) if kind is Often.TOPICS else posts.answers()
    return posts.values_list("at", flat=True)


def settle(topic: ForumTopic) -> None:
    """Write into a locked topic what follows from its posts."""
    seen = Q(hidden_at=None)
    said = topic.posts.aggregate(
        answers=Count("pk", filter=seen & Q(number__gt=QUESTION)),
        last=Max("at", filter=seen),
        questions=Count("pk", filter=seen & Q(number=QUESTION)),
    )
    topic.answers = said["answers"]
    topic.last_at = said["last"] or topic.at
    topic.is_hidden = not said["questions"]
    if topic.accepted is not None and topic.posts.filter(
        pk=topic.accepted.pk, hidden_at__isnull=False
    ):
        topic.accepted = None
    topic.save(update_fields=["title", "answers", "last_at", "is_hidden", "accepted"])


def why_of(words: str, why: str) -> str:
    """Return a reason that is given and fits.

    :raises Refusal: with code `words`.
    """
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Refusal(why, code="words")
    if len(text) > LONGEST_WHY:
        raise Refusal(f"It has {len(text):,} characters; {LONGEST_WHY:,} fit.", code="words")
    return text
