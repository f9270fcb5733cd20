"""What goes out at its hour, and owners who are asked whether their articles still hold.

Wake-ups only: what is due stands in PostgreSQL, and a second look finds nothing left to do.
"""

from functools import partial

from celery import shared_task
from django.utils import timezone

from knowledgebase.announcements import services as announcements
from knowledgebase.archive_progress import storing
from knowledgebase.services import archiving
from knowledgebase.services.reviewing import publish_due
from knowledgebase.services.telling import remind
from portal.tenancy.models import Vendor
from portal.tenancy.rounds import in_each_scope
from portal.tenancy.scope import vendor_scope


@shared_task
def publish_articles() -> int:
    """Publish what is scheduled for now or before, vendor by vendor."""
    return in_each_scope(lambda _: publish_due(at=timezone.now().replace(microsecond=0)))


@shared_task
def publish_announcements() -> int:
    """Publish what is to be announced now or was before, and tell those it is for."""
    return in_each_scope(
        lambda _: announcements.publish_due(at=timezone.now().replace(microsecond=0))
    )


@shared_task
def remind_of_articles() -> int:
    """Ask the owners of articles whose day has come, vendor by vendor."""
    return in_each_scope(lambda _: remind(at=timezone.now().replace(microsecond=0)))


@shared_task
def store_articles(vendor_id: int, pk: int) -> bool:
    """Store the articles of a confirmed file; asked twice, it stores them once."""
    with vendor_scope(Vendor.objects.get(pk=vendor_id)):
        at = timezone.now().replace(microsecond=0)
        return archiving.store(pk=pk, at=at, tell=partial(storing.tell, pk))


@shared_task
def forget_article_files() -> int:
    """Throw away files of articles that nobody has confirmed for a day, vendor by vendor."""
    return in_each_scope(
        lambda _: archiving.forget_unconfirmed(at=timezone.now().replace(microsecond=0))
    )
