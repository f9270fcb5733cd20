"""What the desk does by itself as tasks: wake-ups only. What is due stands in PostgreSQL."""

import imaplib
from datetime import datetime, timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from incidents.mailin.polling import Mailbox, poll
from incidents.services import owed, reminding, shipping
from incidents.services.scanning import scan_waiting
from portal.tenancy.models import Vendor
from portal.tenancy.rounds import at_each_vendor
from portal.tenancy.scope import every_vendor, vendor_scope

# A deed takes its instant before it has the incident's lock, so duties are looked at from behind.
LAG = timedelta(seconds=5)

log = structlog.get_logger(__name__)


@shared_task
def look_after_solutions() -> int:
    """Begin each vendor's look at solutions that nobody confirms; return how many were begun."""
    vendors = list(Vendor.objects.values_list("pk", flat=True))
    for pk in vendors:
        look_after_solutions_of.delay(pk)
    return len(vendors)


@shared_task
def look_after_solutions_of(vendor_id: int) -> int:
    """Remind of and close what is due at a vendor (LU-20)."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        return reminding.look_after_solutions(at=timezone.now().replace(microsecond=0))


@shared_task
def tell_of_duties() -> int:
    """Tell who owes something on a ladder, and go higher where a plan's target passed (LU-22)."""
    return tell_of_all_duties(at=timezone.now().replace(microsecond=0) - LAG)


def tell_of_all_duties(*, at: datetime) -> int:
    """Take what is due, batch by batch, each batch in its own transaction."""
    told = 0
    while True:
        with every_vendor("duties of all vendors fall due in one order"):
            batch = owed.take_duties(at=at)
        told += batch
        if batch < owed.BATCH:
            return told


@shared_task
def scan_files() -> int:
    """Let the scanner look at waiting files, vendor by vendor; return how many it has judged."""
    at = timezone.now().replace(microsecond=0)
    return at_each_vendor(lambda vendor: scan_waiting(vendor, at=at))


@shared_task
def ship_fixes() -> int:
    """Begin each vendor's look at releases that came out; return how many were begun."""
    vendors = list(Vendor.objects.values_list("pk", flat=True))
    for pk in vendors:
        ship_fixes_of.delay(pk)
    return len(vendors)


@shared_task
def ship_fixes_of(vendor_id: int) -> int:
    """Deliver what was planned for releases that are out by the vendor's day (LU-21)."""
    vendor = Vendor.objects.get(pk=vendor_id)
    with vendor_scope(vendor):
        return shipping.ship_released(vendor=vendor, at=timezone.now().replace(microsecond=0))


@shared_task
def poll_mailboxes() -> int:
    """Begin a look into each vendor's mailbox; return how many were begun."""
    for slug in settings.MAILIN_IMAP:
        poll_mailbox.delay(slug)
    return len(settings.MAILIN_IMAP)


@shared_task
def poll_mailbox(slug: str) -> int:
    """Take in what is unseen in a vendor's mailbox; one that does not answer waits for the next."""
    mailbox = Mailbox.parse(settings.MAILIN_IMAP[slug])
    at = timezone.now().replace(microsecond=0)
    try:
        return poll(vendor=Vendor.objects.get(slug=slug), mailbox=mailbox, at=at)
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("a mailbox does not answer", vendor=slug, trouble=str(error)[:200])
        return 0
