"""Workers die in the middle of a sweep and the broker forgets everything: nothing is lost.

Real Celery workers, PostgreSQL and Valkey. A sweep is caught at work by a lock on the table into
which it records, so that the kill lands where it hurts: clocks updated, nothing committed.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from portal.tenancy.scope import vendor_scope
from sla.models import Clock, Crossing
from tests.cast import Site, raised
from tests.committed import as_owner
from tests.incidents.watching import assert_stored_as_read
from tests.processes import beat, forget_queues, running, soon, worker

INCIDENTS = 40
KILLS = 3
LOCK = "LOCK TABLE sla_crossing IN SHARE MODE"  # lets readers pass, and holds writers up
HELD_UP = "SELECT 1 FROM pg_locks WHERE relation = 'sla_crossing'::regclass AND NOT granted"


@pytest.mark.slow
def test_workers_killed_in_mid_sweep_and_a_forgetful_broker_lose_no_breach(
    committed: Site, tmp_path: Path
) -> None:
    due = _overdue_clocks(committed)
    workers = worker(tmp_path / "worker.log")
    waker = beat(tmp_path / "beat.log", tmp_path / "schedule", SWEEP_SECONDS="1")

    with running(waker, workers):
        for _ in range(KILLS):
            with as_owner() as owner:
                owner.execute(LOCK)
                assert soon(_a_sweep_is_held_up), workers.log.read_text(encoding="utf-8")
                workers.kill()
                forget_queues()
            assert _breaches(committed) == []
            workers.start()
        assert soon(lambda: _nothing_is_due(committed)), workers.log.read_text(encoding="utf-8")

    assert sorted(_breaches(committed)) == sorted(due)
    with vendor_scope(committed.vendor):
        for clock in Clock.objects.select_related("incident"):
            assert clock.due_at == clock.breached_at
            assert_stored_as_read(clock.incident)


def _overdue_clocks(site: Site) -> list[tuple[int, object]]:
    """Report incidents a month ago that nobody ever touched; return clocks and due instants."""
    month_ago = timezone.now().replace(microsecond=0) - timedelta(days=30)
    with vendor_scope(site.vendor):
        for minute in range(INCIDENTS):
            raised(site.house, severity="2", at=month_ago + timedelta(minutes=minute))
        return list(Clock.objects.values_list("pk", "due_at"))


def _a_sweep_is_held_up() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(HELD_UP)
        return cursor.fetchone() is not None


def _breaches(site: Site) -> list[tuple[int, object]]:
    with vendor_scope(site.vendor):
        return list(Crossing.objects.filter(percent=100).values_list("clock", "at"))


def _nothing_is_due(site: Site) -> bool:
    with vendor_scope(site.vendor):
        return not Clock.objects.due(timezone.now()).exists()
