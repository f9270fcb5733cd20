"""Closing a month for all contracts as a task: a wake-up, the progress stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from availability.services.closing_runs import close_batch
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope


@shared_task
def close_month_of_all(vendor_id: int, pk: int) -> int:
    """Close batch after batch of a run, each in a transaction of its own; return how many."""
    vendor, batches = Vendor.objects.get(pk=vendor_id), 0
    while True:
        with vendor_scope(vendor):
            goes_on = close_batch(pk=pk, at=timezone.now().replace(microsecond=0))
        batches += 1
        if not goes_on:
            return batches
