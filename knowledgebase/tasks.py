"""Articles that go out at their hour, and owners who are asked whether theirs still hold.

Wake-ups only: what is due stands in PostgreSQL, and a second look finds nothing left to do.
"""

from celery import shared_task
from django.utils import timezone

from knowledgebase.services.reviewing import publish_due
from knowledgebase.services.telling import remind
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope


@shared_task
def publish_articles() -> int:
    """Publish what is scheduled for now or before, vendor by vendor."""
    done = 0
    for vendor in Vendor.objects.all():
        with vendor_scope(vendor):
            done += publish_due(at=timezone.now().replace(microsecond=0))
    return done


@shared_task
def remind_of_articles() -> int:
    """Ask the owners of articles whose day has come, vendor by vendor."""
    asked = 0
    for vendor in Vendor.objects.all():
        with vendor_scope(vendor):
            asked += remind(at=timezone.now().replace(microsecond=0))
    return asked
