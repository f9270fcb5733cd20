"""Every change to an announcement. Pages, API and tasks all come through here (LU-28, CO-14)."""

from datetime import datetime, timedelta

from django.db import transaction

from knowledgebase.announcements.holdings import products_of
from knowledgebase.announcements.reach import Reach, reach_of
from knowledgebase.announcements.steps import locked, move, took, write
from knowledgebase.announcements.telling import take_back, tell_people
from knowledgebase.audience import tiers_named
from knowledgebase.domain.announcing import Announced, Move, Stage, tidied
from knowledgebase.models import Announcement, AnnouncementReach
from knowledgebase.services.steps import reason_of
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require

LATEST = timedelta(days=366)  # that an announcement can be scheduled ahead


def checked(vendor: Vendor, said: Announced) -> Announced:
    """Return what is announced as it would be kept.

    :raises Refusal: if something is missing, too long, or names what the vendor has not.
    """
    return tidied(said, tiers=tiers_named(), products=products_of(vendor))


@transaction.atomic
def start(*, by: Membership, said: Announced, at: datetime) -> Announcement:
    """Begin an announcement with its first revision, a draft that nobody is told of.

    :raises Refusal: if `by` may not, or something is missing, too long or unknown.
    """
    require(by, Act.ANNOUNCE)
    plain = checked(by.vendor, said)
    announcement = Announcement.objects.create(vendor=by.vendor)
    write(announcement, plain, by=by, at=at)
    announcement.save(update_fields=["head"])
    took(announcement, Move.SAVE, by=by, at=at, before="")
    return announcement


@transaction.atomic
def save(
    *,
    by: Membership,
    announcement: Announcement,
    said: Announced,
    known: int,
    at: datetime,
    words: str = "",
) -> Announcement:
    """Write the next revision: of a draft quietly, of what is out so that its readers see it.

    A correction is not mailed again. Whom it reaches only now is told; whom it no longer means
    has it no more, and mail that has not left says what it says now.

    :raises Refusal: if `by` may not, somebody wrote since revision `known`, it is scheduled or
        withdrawn, something is missing or unknown, or a correction does not say what it changes.
    """
    row = locked(announcement, by, known)
    plain = checked(row.vendor, said)
    before = move(row, Move.SAVE)
    if plain == row.newest.content:
        return row
    is_out = row.state == Stage.PUBLISHED
    why = reason_of(words, "Say what you changed: its readers see it.") if is_out else words
    write(row, plain, by=by, at=at, words=why)
    if is_out:
        row.shown, row.edited_at = row.head, at
    row.save(update_fields=["head", "shown", "edited_at"])
    took(row, Move.SAVE, by=by, at=at, before=before, words=row.newest.words)
    if is_out:
        _spread(row, at)
    return row


@transaction.atomic
def publish(
    *,
    by: Membership,
    announcement: Announcement,
    known: int,
    at: datetime,
    on: datetime | None = None,
) -> Announcement:
    """Give it to its readers and tell them: now, or by itself at the hour `on`.

    :raises Refusal: if `by` may not, somebody wrote since, it is out or withdrawn, or the hour is
        past or too far off.
    """
    row = locked(announcement, by, known)
    if on is not None:
        return _schedule(row, by, on, at)
    before = move(row, Move.PUBLISH)
    took(row, Move.PUBLISH, by=by, at=at, before=before)
    _show(row, at, told_at=at)
    return row


@transaction.atomic
def take_into_draft(
    *, by: Membership, announcement: Announcement, known: int, at: datetime
) -> Announcement:
    """Take back what waits for its hour; it is a draft again.

    :raises Refusal: if `by` may not, somebody wrote since, or it is not scheduled.
    """
    row = locked(announcement, by, known)
    before = move(row, Move.RETURN)
    row.publish_at = None
    row.save(update_fields=["state", "publish_at"])
    took(row, Move.RETURN, by=by, at=at, before=before)
    return row


@transaction.atomic
def withdraw(
    *, by: Membership, announcement: Announcement, known: int, words: str, at: datetime
) -> Announcement:
    """Take it from its readers for good, with the reason that its page then gives.

    :raises Refusal: if `by` may not, somebody wrote since, it is withdrawn, or no reason is given.
    """
    row = locked(announcement, by, known)
    before = move(row, Move.WITHDRAW)
    row.reason = reason_of(words, "Say why it is withdrawn: whoever has read it looks for that.")
    row.withdrawn_at, row.publish_at = at, None
    row.save(update_fields=["state", "reason", "withdrawn_at", "publish_at"])
    took(row, Move.WITHDRAW, by=by, at=at, before=before, words=row.reason)
    take_back(row)
    return row


@transaction.atomic
def publish_due(*, at: datetime) -> int:
    """Publish what was scheduled for now or before, of the vendors in scope; return how many."""
    due = Announcement.objects.due(at).with_text().select_related("vendor")
    rows = list(due.select_for_update(of=("self",), skip_locked=True))
    for row in rows:
        hour = row.publish_at or at
        before = move(row, Move.GO_LIVE)
        took(row, Move.GO_LIVE, by=None, at=hour, before=before)
        # Stamped with its hour; told by when a worker woke, which may be in somebody's night.
        _show(row, hour, told_at=at)
    return len(rows)


def _schedule(row: Announcement, by: Membership, on: datetime, at: datetime) -> Announcement:
    if not at < on <= at + LATEST:
        raise Refusal("Name an hour to come, within a year; or publish it now.", code="on")
    before = move(row, Move.SCHEDULE)
    row.publish_at = on
    row.save(update_fields=["state", "publish_at"])
    took(row, Move.SCHEDULE, by=by, at=at, before=before, words=f"For {on:%d %b %Y %H:%M} UTC")
    return row


def _show(row: Announcement, at: datetime, *, told_at: datetime) -> None:
    row.shown, row.published_at, row.publish_at = row.head, at, None
    row.save(update_fields=["state", "shown", "published_at", "publish_at"])
    _spread(row, told_at)


def _spread(row: Announcement, at: datetime) -> None:
    """Keep whom it reaches now, tell those who are new to it, and take it from all others."""
    reach = reach_of(row.vendor, row.newest.content, at)
    _keep(row, reach, at)
    take_back(row, but=reach.people)
    tell_people(row, reach, at=at)


def _keep(row: Announcement, reach: Reach, at: datetime) -> None:
    meant = {one.pk for one in reach.customers}
    row.reached.exclude(customer__in=meant).delete()
    AnnouncementReach.objects.bulk_create(
        [
            AnnouncementReach(
                vendor_id=row.vendor_id, announcement=row, customer_id=customer, at=at
            )
            for customer in sorted(meant)
        ],
        ignore_conflicts=True,
    )
