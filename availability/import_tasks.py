"""Storing a file of outages as a task: a wake-up only, what is to be done stands in PostgreSQL."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from availability.import_progress import storing
from availability.services import importing
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope


@shared_task
def store_outages(vendor_id: int, pk: int) -> bool:
    """Store the rows of a confirmed file; asked twice, it stores them once."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        at = timezone.now().replace(microsecond=0)
        return importing.store(pk=pk, at=at, tell=partial(storing.tell, pk))
