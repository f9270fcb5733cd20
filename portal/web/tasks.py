"""What the web forgets by itself."""

from celery import shared_task

from portal.web import table_cache

AT_ONCE = 10_000


@shared_task
def forget_kept() -> int:
    """Delete what PostgreSQL kept in Valkey's place and is over; return how much it was."""
    forgotten = table_cache.forget(AT_ONCE)
    total = forgotten
    while forgotten == AT_ONCE:
        forgotten = table_cache.forget(AT_ONCE)
        total += forgotten
    return total
