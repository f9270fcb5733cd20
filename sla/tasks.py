"""The sweep and the proof as tasks: wake-ups only. What is to be done stands in PostgreSQL."""

import time
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from contracts.models import CalendarVersion
from portal.tenancy.models import Vendor
from portal.tenancy.scope import every_vendor, vendor_scope
from sla import proof, services, warnings
from sla.models import ReplayRun

# The sweep looks this far behind the clock. A deed takes its instant before it has the incident's
# lock; by the time a sweep looks at that second, a deed that was stamped in it is recorded.
LAG = timedelta(seconds=5)
REPLAY_SECONDS = 150  # of one task, well within the five minutes that a task may take


@shared_task
def sweep() -> int:
    """Take all clocks that are due, and tell who is to hear of them."""
    return take_all(at=timezone.now().replace(microsecond=0) - LAG)


def take_all(*, at: datetime) -> int:
    """Take what is due, batch by batch, each batch in its own transaction; then tell of it."""
    taken = 0
    while True:
        with every_vendor("clocks of all vendors fall due in one order"):
            batch = services.sweep(at=at)
        taken += batch
        if batch < services.BATCH:
            break
    with every_vendor("warnings are told to whoever has to act, at whichever vendor"):
        warnings.tell(at=at)
    return taken


@shared_task
def follow_calendars() -> int:
    """Read open clocks by the newest version of their calendars; return how many were read."""
    return follow_all(at=timezone.now().replace(microsecond=0))


def follow_all(*, at: datetime) -> int:
    """Let open clocks follow their calendars, batch by batch, each in its own transaction."""
    with every_vendor("calendars of all vendors are followed in one go"):
        newest = list(CalendarVersion.objects.newest().exclude(number=1))
    taken = 0
    for version in newest:
        with vendor_scope(version.vendor):
            while batch := services.follow_calendar(version, at=at):
                taken += batch
    return taken


@shared_task
def replay_clocks() -> int:
    """Begin a replay of each vendor's clocks; return how many were begun."""
    at = timezone.now().replace(microsecond=0)
    vendors = list(Vendor.objects.all())
    for vendor in vendors:
        run = proof.begin(vendor, at=at)
        go_on_replaying.delay(vendor.pk, run.pk)
    return len(vendors)


@shared_task
def go_on_replaying(vendor_id: int, run_id: int) -> None:
    """Go on with a replay where it stands, for a while; what is left is another task's."""
    vendor = Vendor.objects.get(pk=vendor_id)
    with vendor_scope(vendor):
        run = ReplayRun.objects.get(pk=run_id)
    tired = time.monotonic() + REPLAY_SECONDS
    for _ in proof.go_on(run):
        if time.monotonic() > tired:
            go_on_replaying.delay(vendor_id, run_id)
            return
    proof.finish(run, at=timezone.now())
