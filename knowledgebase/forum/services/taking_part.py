"""Votes, watching, and the accepted answer (LU-28)."""

from datetime import datetime

from django.db import transaction

from knowledgebase.forum.naming import Reader
from knowledgebase.forum.services.steps import (
    check_may,
    check_shown,
    locked_post,
    locked_topic,
)
from knowledgebase.forum.services.telling import tell_of_accepted
from knowledgebase.models import ForumPost, ForumTopic, PostVote, TopicWatch
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act


@transaction.atomic
def vote(*, by: Membership, post: ForumPost, at: datetime) -> ForumPost:
    """Say that a post is useful; said again it changes nothing.

    :raises Refusal: if `by` may not, or it is hidden or their own.
    """
    check_may(by, Act.WRITE_IN_FORUM)
    _, row = locked_post(post, by)
    check_shown(row)
    if row.by_id == by.person_id:
        raise Refusal("Others say whether what you wrote is useful.", code="own")
    PostVote.objects.get_or_create(
        vendor_id=row.vendor_id, post=row, person=by.person, defaults={"at": at}
    )
    return _counted(row)


@transaction.atomic
def unvote(*, by: Membership, post: ForumPost, at: datetime) -> ForumPost:
    """Take one's vote back; if there is none, nothing changes.

    :raises Refusal: if `by` may not.
    """
    del at  # a vote that is taken back leaves nothing behind
    check_may(by, Act.WRITE_IN_FORUM)
    _, row = locked_post(post, by)
    PostVote.objects.filter(post=row, person=by.person).delete()
    return _counted(row)


def _counted(post: ForumPost) -> ForumPost:
    post.votes = post.voters.count()
    post.save(update_fields=["votes"])
    return post


@transaction.atomic
def watch(*, by: Membership, topic: ForumTopic, is_on: bool, at: datetime) -> None:
    """Be told of a topic, or not any more.

    :raises Refusal: if the forum is closed.
    """
    check_may(by)
    row = locked_topic(topic, by)
    TopicWatch.objects.update_or_create(
        vendor_id=row.vendor_id,
        topic=row,
        person=by.person,
        defaults={"is_on": is_on, "at": at},
    )


def begin_to_watch(topic: ForumTopic, person: Person, at: datetime) -> None:
    """Let somebody who takes part be told, unless they have stopped before."""
    TopicWatch.objects.get_or_create(
        vendor_id=topic.vendor_id, topic=topic, person=person, defaults={"at": at}
    )


def may_accept(topic: ForumTopic, reader: Reader) -> Membership | None:
    """Return the membership with which a reader accepts answers: who asked, or staff."""
    able = reader.able(Act.WRITE_IN_FORUM)
    if able is None:
        return None
    return able if able.is_staff_side or topic.by_id == able.person_id else None


@transaction.atomic
def accept(*, by: Membership, post: ForumPost, known: int, at: datetime) -> ForumTopic:
    """Say that an answer is the answer, in place of one that was accepted before.

    :param known: the number of the accepted answer that `by` saw; 0 for none.
    :raises Refusal: if `by` may not, it is no answer or hidden, or another was accepted since.
    """
    topic, row = _to_accept(by, post, known)
    if row.is_question:
        raise Refusal("A question is no answer.", code="question")
    check_shown(row)
    if topic.accepted_id == row.pk:
        return topic
    return _accepted(topic, row, by=by, at=at)


@transaction.atomic
def unaccept(*, by: Membership, post: ForumPost, known: int, at: datetime) -> ForumTopic:
    """Say that an accepted answer is not the answer after all.

    :raises Refusal: if `by` may not, or another was accepted since.
    """
    topic, row = _to_accept(by, post, known)
    return topic if topic.accepted_id != row.pk else _accepted(topic, None, by=by, at=at)


def _to_accept(by: Membership, post: ForumPost, known: int) -> tuple[ForumTopic, ForumPost]:
    check_may(by, Act.WRITE_IN_FORUM)
    topic, row = locked_post(post, by)
    if may_accept(topic, Reader((by,))) is None:
        raise Refusal(
            f"Whoever asked, or one of {by.vendor}'s people, says which answer it is.",
            code="not_allowed",
        )
    now = topic.accepted.number if topic.accepted else 0
    if now not in {known, row.number}:
        raise Refusal(
            f"Nothing is changed: answer {now} was accepted since you opened the page. Look at "
            "it, and accept this one in its place if you still want to.",
            code="stale",
        )
    if known and not now:
        raise Refusal("The accepted answer was taken back since you opened the page.", code="stale")
    return topic, row


def _accepted(
    topic: ForumTopic, post: ForumPost | None, *, by: Membership, at: datetime
) -> ForumTopic:
    before = {"post": topic.accepted.number if topic.accepted else None}
    topic.accepted = post
    topic.save(update_fields=["accepted"])
    after = {"post": post.number if post else None}
    record("forum answer accepted", topic, actor=by.person, at=at, before=before, after=after)
    if post is not None:
        tell_of_accepted(post, by=by, at=at)
    return topic
