"""Work on credits as tasks: wake-ups only. What is to be done stands in PostgreSQL."""

from celery import shared_task
from django.utils import timezone

from credits.services.claim_verdicts import settle_waiting
from credits.services.reminding import remind_of_due
from portal.tenancy.rounds import in_each_scope


@shared_task
def remind_of_credits() -> int:
    """Remind of credits that fall due, vendor by vendor; once for each of them (HR-06)."""
    return in_each_scope(
        lambda vendor: len(remind_of_due(vendor=vendor, at=timezone.now().replace(microsecond=0)))
    )


@shared_task
def settle_waiting_claims() -> int:
    """Judge claims on which something was still open when their month was closed (PQ-07)."""
    return in_each_scope(lambda _: len(settle_waiting(at=timezone.now().replace(microsecond=0))))
