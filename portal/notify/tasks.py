"""Looking into the outbox. The rows say what is due; a lost wake-up costs one interval."""

from celery import shared_task
from django.utils import timezone

from portal.notify import inbox, services
from portal.tenancy.models import Vendor
from portal.tenancy.rounds import at_each_vendor, in_each_scope
from portal.tenancy.scope import vendor_scope

MOST_BATCHES = 10  # of one vendor at a look; the next look takes the rest


@shared_task
def send_due() -> int:
    """Send due mail, vendor by vendor, so that one vendor's trouble holds up no other."""
    return at_each_vendor(send_due_of)


def send_due_of(vendor: Vendor) -> int:
    """Send a vendor's due mail, batch by batch, each batch in its own transaction."""
    sent = 0
    for _ in range(MOST_BATCHES):
        with vendor_scope(vendor):
            batch = services.send_due(at=timezone.now())
        sent += batch
        if batch < services.BATCH:
            break
    return sent


@shared_task
def forget_read() -> int:
    """Delete what people have read in their inboxes long ago, vendor by vendor."""
    return in_each_scope(lambda _: inbox.forget_read(at=timezone.now()))
