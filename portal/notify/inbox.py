"""A person's inbox: how much is new, marking it read, and forgetting what was read long ago."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.notify.models import Notification
from portal.tenancy.models import Membership

MOST_COUNTED = 99  # beyond that nobody counts, and neither does the database
KEPT_READ = timedelta(days=90)


def unread_count(memberships: Sequence[Membership]) -> int:
    """Return how many notifications are unread, by a partial index; 100 stands for more than 99."""
    rows = Notification.objects.shown_to(memberships).unread().order_by()
    return len(rows.values_list("pk")[: MOST_COUNTED + 1])  # quicker asked than a count of them


def read_one(*, memberships: Sequence[Membership], pk: int, at: datetime) -> bool:
    """Mark one notification read; say whether it was there to be read."""
    rows = Notification.objects.shown_to(memberships).filter(pk=pk)
    rows.unread().update(read_at=at)
    return rows.exists()


def read_all(*, memberships: Sequence[Membership], up_to: int, at: datetime) -> int:
    """Mark read what the person has been shown: nothing newer than the row `up_to`."""
    rows = Notification.objects.shown_to(memberships).unread()
    return rows.filter(pk__lte=up_to).update(read_at=at)


def read_thread(*, membership: Membership, thread: str, at: datetime) -> int:
    """Mark read all that a person was told of something, since they are looking at it now."""
    rows = Notification.objects.filter(
        vendor=membership.vendor_id, person=membership.person_id, thread=thread
    )
    return rows.unread().update(read_at=at)


def forget_read(*, at: datetime) -> int:
    """Delete what was read more than 90 days ago in the open scope; unread ones stay."""
    count, _ = Notification.objects.read_before(at - KEPT_READ).delete()
    return count
