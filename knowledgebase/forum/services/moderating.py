"""Reports, and what moderators do: hide with the reason, restore, lock, decide (LU-28)."""

from datetime import datetime

from django.db import transaction

from knowledgebase.domain.forum import Often, Verdict
from knowledgebase.forum.services.indexing import index
from knowledgebase.forum.services.steps import (
    check_may,
    check_often,
    check_shown,
    locked_post,
    locked_topic,
    settle,
    why_of,
)
from knowledgebase.forum.services.telling import (
    make_nameless,
    tell_moderators,
    tell_reporter,
    tell_writer,
)
from knowledgebase.models import ForumPost, ForumTopic, PostReport
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def report(*, by: Membership, post: ForumPost, words: str, at: datetime) -> PostReport:
    """Say that a post should not be there; moderators are told.

    :raises Refusal: if `by` may not, it is their own or hidden, they have reported it already or
        report too often, or no reason is given.
    """
    check_may(by, Act.WRITE_IN_FORUM)
    _, row = locked_post(post, by)
    check_shown(row)
    if row.by_id == by.person_id:
        raise Refusal("You wrote this yourself: edit it.", code="own")
    if row.reports.open().filter(by=by.person).exists():
        raise Refusal("You have reported it; a moderator looks at it.", code="already")
    check_often(Often.REPORTS, by, at)
    why = why_of(words, "Say what is wrong with it: a moderator reads it.")
    made = PostReport.objects.create(
        vendor_id=row.vendor_id, post=row, by=by.person, why=why, at=at
    )
    record("forum post reported", made, actor=by.person, at=at, reason=why)
    tell_moderators(made, by=by, at=at)
    return made


@transaction.atomic
def decide(
    *, by: Membership, report: PostReport, verdict: str, words: str = "", at: datetime
) -> PostReport:
    """Decide what was reported: hide the post, or let it stay; its reporter is told.

    :raises Refusal: if `by` may not, it is decided already, or it is hidden without a reason.
    """
    check_may(by, Act.MODERATE_FORUM)
    locked_post(report.post, by)
    row = PostReport.objects.locked().select_related("post__topic__vendor", "by").get(pk=report.pk)
    if row.decided_at is not None:
        raise Refusal(f"It is decided: {row.get_verdict_display().lower()}.", code="decided")
    if verdict not in set(Verdict):
        raise Refusal("Say whether it is hidden or stays.", code="verdict")
    if verdict == Verdict.HIDDEN:
        hide(by=by, post=row.post, words=words, at=at)
        return PostReport.objects.get(pk=row.pk)
    said = why_of(words, "") if words.strip() else ""
    return _decided(row, Verdict.KEPT, said, by=by, at=at)


@transaction.atomic
def hide(*, by: Membership, post: ForumPost, words: str, at: datetime) -> ForumPost:
    """Take a post from its readers; its text stays for moderators and its writer.

    A hidden question hides its topic. What was reported of it is decided with it.

    :raises Refusal: if `by` may not, it is hidden already, or no reason is given.
    """
    check_may(by, Act.MODERATE_FORUM)
    topic, row = locked_post(post, by)
    if row.is_hidden:
        raise Refusal("It is hidden already.", code="hidden")
    row.hidden_why = why_of(words, "Say why: its writer reads it.")
    row.hidden_at, row.hidden_by = at, by.person
    _changed(topic, row)
    after = {"post": row.number}
    record("forum post hidden", topic, actor=by.person, at=at, after=after, reason=row.hidden_why)
    if row.is_question:
        make_nameless(topic)
    what = "topic" if row.is_question else "answer"
    tell_writer(row, f"A moderator hid your {what}; its page says why.", by=by, at=at)
    for one in row.reports.open().select_related("by", "post__topic__vendor"):
        _decided(one, Verdict.HIDDEN, "", by=by, at=at)
    return row


@transaction.atomic
def restore(*, by: Membership, post: ForumPost, at: datetime) -> ForumPost:
    """Give a hidden post back to its readers; an answer that was accepted has to be so again.

    :raises Refusal: if `by` may not, or it is not hidden.
    """
    check_may(by, Act.MODERATE_FORUM)
    topic, row = locked_post(post, by)
    if not row.is_hidden:
        raise Refusal("It is not hidden.", code="not_hidden")
    before = {"post": row.number, "why": row.hidden_why}
    row.hidden_at = row.hidden_by = None
    row.hidden_why = ""
    _changed(topic, row)
    record("forum post restored", topic, actor=by.person, at=at, before=before)
    what = "topic" if row.is_question else "answer"
    tell_writer(row, f"A moderator restored your {what}.", by=by, at=at)
    return row


@transaction.atomic
def lock(*, by: Membership, topic: ForumTopic, is_locked: bool, at: datetime) -> ForumTopic:
    """Let a topic take no more answers and edits, or let it take them again.

    :raises Refusal: if `by` may not, or it is so already.
    """
    check_may(by, Act.MODERATE_FORUM)
    row = locked_topic(topic, by)
    if row.is_locked == is_locked:
        raise Refusal("It is so already; nothing was changed.", code="already")
    row.is_locked = is_locked
    row.save(update_fields=["is_locked"])
    verb = "forum topic locked" if is_locked else "forum topic unlocked"
    record(verb, row, actor=by.person, at=at)
    return row


def _changed(topic: ForumTopic, post: ForumPost) -> None:
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_why"])
    index(post)
    settle(topic)


def _decided(
    report: PostReport, verdict: Verdict, words: str, *, by: Membership, at: datetime
) -> PostReport:
    report.verdict, report.words = verdict.value, words
    report.decided_by, report.decided_at = by.person, at
    report.save(update_fields=["verdict", "words", "decided_by", "decided_at"])
    after = {"verdict": verdict.value}
    record("forum report decided", report, actor=by.person, at=at, after=after, reason=words)
    tell_reporter(report, by=by, at=at)
    return report
