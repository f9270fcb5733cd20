"""What people have read of what is announced (LU-28)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from knowledgebase.announcements.queries import announcements_for, unread_of
from knowledgebase.announcements.telling import thread_of
from knowledgebase.models import Announcement, AnnouncementReading
from portal.notify.models import Notification
from portal.tenancy.models import Membership


@transaction.atomic
def mark_read(*, by: Membership, announcement: Announcement, at: datetime) -> None:
    """Keep that a person has read what is out now; their inbox has no more news of it."""
    if announcement.shown is None:
        return
    read = announcement.readings.filter(person=by.person_id)
    if not read.filter(revision__gte=announcement.shown.number).exists():
        _keep([announcement], by, at)


@transaction.atomic
def mark_all_read(*, memberships: Iterable[Membership], at: datetime) -> int:
    """Keep that a person has read all that is out for them; return how much was new."""
    known = list(memberships)
    if not known:
        return 0
    rows = list(unread_of(announcements_for(known, at), known[0].person))
    _keep(rows, known[0], at)
    return len(rows)


def _keep(rows: Iterable[Announcement], by: Membership, at: datetime) -> None:
    read = {row: row.shown.number for row in rows if row.shown}
    AnnouncementReading.objects.bulk_create(
        [
            AnnouncementReading(
                vendor_id=row.vendor_id,
                announcement=row,
                person_id=by.person_id,
                revision=number,
                at=at,
            )
            for row, number in read.items()
        ],
        # A later revision moves it on; two screens at once keep one row.
        update_conflicts=True,
        unique_fields=["announcement", "person"],
        update_fields=["revision", "at"],
    )
    news = Notification.objects.filter(
        vendor=by.vendor_id, person=by.person_id, thread__in=[thread_of(row) for row in read]
    )
    news.unread().update(read_at=at)
