"""What follows from planned maintenance, as tasks: wake-ups only, all of it may be repeated."""

from celery import shared_task
from django.utils import timezone

from availability.services import noticing, reminding
from portal.tenancy.rounds import in_each_scope


@shared_task
def settle_notices() -> int:
    """Write down the notices that have left the outbox, vendor by vendor."""
    return in_each_scope(
        lambda _: noticing.settle_notices(at=timezone.now().replace(microsecond=0))
    )


@shared_task
def remind_of_notices() -> int:
    """Remind whoever planned work that a customer has yet to be told, vendor by vendor."""
    return in_each_scope(lambda _: reminding.remind(at=timezone.now().replace(microsecond=0)))
