"""Sealing and reading as tasks: wake-ups only. What is not sealed stands in PostgreSQL."""

import time
from dataclasses import asdict
from typing import Any

from celery import shared_task
from django.utils import timezone

from portal.audit import sealing, verifying
from portal.tenancy.models import Vendor
from portal.tenancy.rounds import at_each_vendor

READ_SECONDS = 150  # of one task, well within the five minutes that a task may take


@shared_task
def seal() -> int:
    """Seal every vendor's records that were committed since the last time."""
    return at_each_vendor(sealing.seal_all)


@shared_task
def verify() -> int:
    """Begin to read each vendor's chain; return how many were begun."""
    vendors = list(Vendor.objects.all())
    for vendor in vendors:
        go_on_reading.delay(vendor.pk)
    return len(vendors)


@shared_task
def go_on_reading(vendor_id: int, place: dict[str, Any] | None = None) -> None:
    """Read a chain from a place on, for a while; what is left is another task's."""
    vendor = Vendor.objects.get(pk=vendor_id)
    tired = time.monotonic() + READ_SECONDS
    for here in verifying.read(vendor, verifying.Place(**place) if place else None):
        if here.is_end:
            verifying.keep(vendor, here, at=timezone.now())
        elif time.monotonic() > tired:
            go_on_reading.delay(vendor_id, asdict(here))
            return
