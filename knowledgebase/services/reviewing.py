"""Handing an article in, returning it, publishing it now or later, and retiring it (LU-26)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from knowledgebase.domain.content import missing
from knowledgebase.domain.states import Deed, State
from knowledgebase.models import Article
from knowledgebase.services.indexing import index
from knowledgebase.services.steps import locked, move, reason_of, took
from knowledgebase.services.telling import tell_reviewers, tell_writer
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

HOLDS_FOR = timedelta(days=180)  # until an article is looked at again, unless a day is named
LATEST = timedelta(days=366)  # that an article can be scheduled ahead


@transaction.atomic
def submit(
    *, by: Membership, article: Article, known: int, at: datetime, is_told: bool = True
) -> Article:
    """Hand a draft in for review; those who publish are told.

    :param is_told: False where whoever calls tells of many at once, or of none.
    :raises Refusal: if `by` may not, somebody wrote since, it is no draft, or a part is missing.
    """
    row = locked(article, by, Act.WRITE_ARTICLES, known)
    before = move(row, Deed.SUBMIT)
    if empty := missing(row.newest.content):
        raise Refusal(
            f"Nothing is written yet under: {', '.join(empty)}. Readers look for both.",
            code="not_written",
        )
    row.save(update_fields=["state"])
    took(row, Deed.SUBMIT, by=by, at=at, before=before)
    if is_told:
        tell_reviewers(row, by=by, at=at)
    return row


@transaction.atomic
def give_back(*, by: Membership, article: Article, known: int, words: str, at: datetime) -> Article:
    """Return an article to its writer with what is missing; a date it was scheduled for is void.

    Its writer can take it back the same way.

    :raises Refusal: if `by` may not, it is neither in review nor scheduled, or no reason is given.
    """
    wrote = article.newest.by_id == by.person_id and may(by, Act.WRITE_ARTICLES)
    row = locked(article, by, Act.WRITE_ARTICLES if wrote else Act.PUBLISH_ARTICLES, known)
    before = move(row, Deed.RETURN)
    why = reason_of(words, "Say what is missing: its writer reads it.")
    row.publish_at = None
    row.save(update_fields=["state", "publish_at"])
    took(row, Deed.RETURN, by=by, at=at, before=before, words=why)
    tell_writer(row, "{who} returned {what}: it says what is missing.", by=by, at=at)
    return row


@transaction.atomic
def publish(
    *, by: Membership, article: Article, known: int, at: datetime, on: datetime | None = None
) -> Article:
    """Give readers the newest revision: now, or by itself at the hour `on`.

    :raises Refusal: if `by` may not, somebody wrote since, it is not in review, or the hour is past
        or too far off.
    """
    row = locked(article, by, Act.PUBLISH_ARTICLES, known)
    if on is not None:
        return _schedule(row, by, on, at)
    before = move(row, Deed.PUBLISH)
    _show(row, at)
    took(row, Deed.PUBLISH, by=by, at=at, before=before)
    tell_writer(row, "{who} published {what}.", by=by, at=at)
    return row


@transaction.atomic
def publish_due(*, at: datetime) -> int:
    """Publish what was scheduled for now or before, of the vendors in scope; return how many."""
    due = Article.objects.filter(state=State.SCHEDULED, publish_at__lte=at).with_text()
    rows = list(due.order_by("publish_at", "pk").select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        hour = row.publish_at or at
        before = move(row, Deed.GO_LIVE)
        _show(row, hour)  # stamped with its hour, not with when a worker woke
        took(row, Deed.GO_LIVE, by=None, at=hour, before=before)
    return len(rows)


@transaction.atomic
def retire(*, by: Membership, article: Article, words: str, at: datetime) -> Article:
    """Take an article from its readers, with the reason. Its revisions stay, and can be restored.

    :raises Refusal: if `by` may not, it is retired already, or no reason is given.
    """
    row = locked(article, by, Act.PUBLISH_ARTICLES)
    before = move(row, Deed.RETIRE)
    why = reason_of(words, "Say why it is retired: whoever misses it reads it.")
    row.shown = row.publish_at = row.published_at = row.verify_on = None
    row.save(update_fields=["state", "shown", "publish_at", "published_at", "verify_on"])
    index(row)
    took(row, Deed.RETIRE, by=by, at=at, before=before, words=why)
    return row


@transaction.atomic
def verify(*, by: Membership, article: Article, known: int, until: date, at: datetime) -> Article:
    """Say that what is published still holds, and until when.

    :raises Refusal: if `by` may not, it is not published as it stands, or the day is past.
    """
    row = locked(article, by, Act.WRITE_ARTICLES, known)
    before = move(row, Deed.VERIFY)
    if until <= at.date():
        raise Refusal("Name a day to come: its owner is asked again on it.", code="until")
    row.verify_on = until
    row.save(update_fields=["verify_on"])
    took(row, Deed.VERIFY, by=by, at=at, before=before, words=f"Until {until:%d %b %Y}")
    return row


def _schedule(row: Article, by: Membership, on: datetime, at: datetime) -> Article:
    if not at < on <= at + LATEST:
        raise Refusal("Name an hour to come, within a year; or publish it now.", code="on")
    before = move(row, Deed.SCHEDULE)
    row.publish_at = on
    row.save(update_fields=["state", "publish_at"])
    took(row, Deed.SCHEDULE, by=by, at=at, before=before, words=f"For {on:%d %b %Y %H:%M} UTC")
    return row


def _show(row: Article, at: datetime) -> None:
    row.shown, row.published_at, row.publish_at = row.head, at, None
    if row.verify_on is None or row.verify_on <= at.date():
        row.verify_on = at.date() + HOLDS_FOR
    row.save(update_fields=["state", "shown", "published_at", "publish_at", "verify_on"])
    index(row)
