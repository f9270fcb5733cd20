"""Asking, answering, and writing a post anew as its next revision (LU-28)."""

from datetime import datetime

from django.db import transaction

from knowledgebase.domain.forum import Often, Said, tidied
from knowledgebase.forum.services.indexing import index
from knowledgebase.forum.services.names import own_name
from knowledgebase.forum.services.steps import (
    check_may,
    check_often,
    check_shown,
    check_writable,
    locked_post,
    locked_topic,
    settle,
)
from knowledgebase.forum.services.taking_part import begin_to_watch
from knowledgebase.forum.services.telling import tell_of_answer
from knowledgebase.models import QUESTION, ForumPost, ForumTopic, PostRevision, TopicTag
from portal.audit.models import record
from portal.kernel.patient_data import Caution
from portal.kernel.refusal import Refusal
from portal.tenancy.cautious import kept_of
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def ask(*, by: Membership, said: Said, at: datetime, caution: Caution = Caution.ASK) -> ForumTopic:
    """Begin a topic with a question; who asks watches it.

    :raises Refusal: if `by` may not or asks too often, something is missing, or the writer must be
        asked first whether it holds patient data (PQ-12).
    """
    check_may(by, Act.WRITE_IN_FORUM)
    check_often(Often.TOPICS, by, at)
    whole = tidied(said, is_question=True)
    topic = ForumTopic.objects.create(
        vendor=by.vendor, title=whole.title, by=by.person, at=at, last_at=at
    )
    post = _post(topic, QUESTION, by, at)
    _write(post, whole, by=by, at=at, caution=caution)
    begin_to_watch(topic, by.person, at)
    record("forum topic asked", topic, actor=by.person, at=at)
    return topic


@transaction.atomic
def answer(
    *,
    by: Membership,
    topic: ForumTopic,
    text: str,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> ForumPost:
    """Answer in a topic; those who watch it are told, and who answers watches it.

    :raises Refusal: if `by` may not or answers too often, the topic takes no answers, nothing is
        written, or the writer must be asked first whether it holds patient data (PQ-12).
    """
    check_may(by, Act.WRITE_IN_FORUM)
    row = locked_topic(topic, by)
    check_writable(row, by)
    check_often(Often.ANSWERS, by, at)
    whole = tidied(Said(text), is_question=False)
    last = row.posts.order_by("-number").values_list("number", flat=True)[:1]
    post = _post(row, last[0] + 1, by, at)
    _write(post, whole, by=by, at=at, caution=caution)
    settle(row)
    begin_to_watch(row, by.person, at)
    record("forum topic answered", row, actor=by.person, at=at, after={"post": post.number})
    tell_of_answer(post, by=by, at=at)
    return post


@transaction.atomic
def edit(
    *,
    by: Membership,
    post: ForumPost,
    said: Said,
    known: int,
    at: datetime,
    caution: Caution = Caution.ASK,
) -> ForumPost:
    """Write one's own post anew; what it said before stays as a revision.

    :raises Refusal: if it is another's, hidden or in a locked topic, it was edited since revision
        `known`, something is missing, or patient data must be asked about first (PQ-12).
    """
    check_may(by, Act.WRITE_IN_FORUM)
    topic, row = locked_post(post, by)
    if row.by_id != by.person_id:
        raise Refusal("Nobody rewrites another's words. Moderators can hide them.", code="not_own")
    check_shown(row)
    check_writable(topic, by)
    if row.revision != known:
        raise Refusal(
            f"You have written revision {row.revision} since you opened this one. What you typed "
            "is still here; sent again, it follows on it.",
            code="stale",
        )
    whole = tidied(said, is_question=row.is_question)
    if whole == _said(row):
        return row
    row.revision += 1
    row.edited_at = at
    _write(row, whole, by=by, at=at, caution=caution)
    settle(topic)
    after = {"post": row.number, "revision": row.revision}
    record("forum post edited", topic, actor=by.person, at=at, after=after)
    return row


def _said(post: ForumPost) -> Said:
    if not post.is_question:
        return Said(post.text)
    return Said(post.text, post.topic.title, tuple(post.topic.tags.values_list("name", flat=True)))


def _post(topic: ForumTopic, number: int, by: Membership, at: datetime) -> ForumPost:
    if not by.is_staff_side:
        own_name(by, at=at)  # from now on it stands beside a post, and stays
    return ForumPost(
        vendor_id=topic.vendor_id,
        topic=topic,
        number=number,
        by=by.person,
        customer=by.customer,
        role=by.role,
        at=at,
    )


def _write(post: ForumPost, said: Said, *, by: Membership, at: datetime, caution: Caution) -> None:
    """Write a revision and make it what its post says."""
    kinds, was_asked = kept_of(f"{said.title}\n{said.text}", caution, by.vendor)
    post.text = said.text
    post.save(update_fields=["text", "revision", "edited_at"] if post.pk else None)
    PostRevision.objects.create(
        vendor_id=post.vendor_id,
        post=post,
        number=post.revision,
        title=said.title,
        tags=list(said.tags),
        text=said.text,
        at=at,
        patient_data=kinds,
        patient_data_acknowledged=was_asked,
    )
    if post.is_question:
        _name(post.topic, said)
    index(post)


def _name(topic: ForumTopic, said: Said) -> None:
    topic.title = said.title
    topic.save(update_fields=["title"])
    topic.tags.exclude(name__in=said.tags).delete()
    TopicTag.objects.bulk_create(
        [TopicTag(vendor_id=topic.vendor_id, topic=topic, name=name) for name in said.tags],
        ignore_conflicts=True,
    )
