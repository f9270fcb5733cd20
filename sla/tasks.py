"""The sweep as a task: a wake-up only. What is due stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from portal.tenancy.scope import every_vendor
from sla import services, warnings


@shared_task
def sweep() -> int:
    """Take all clocks that are due, batch by batch, each batch in its own transaction."""
    at = timezone.now().replace(microsecond=0)
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
