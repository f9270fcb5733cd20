"""Everything fails around two beats and their workers: each threshold is told once.

PostgreSQL, Valkey, beats and workers are real and this test's own. They are killed, not asked to
stop; Valkey comes back empty, and for a while the workers' clock is set back by two hours.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from portal.tenancy.scope import every_vendor, vendor_scope
from sla import warnings
from sla.tasks import take_all
from tests.cast import Site, raised
from tests.committed import add_manager, committed_site
from tests.processes import Process, beat, forget_queues, running, soon, worker
from tests.sla.faults.ground import Ground, own_ground
from tests.sla.faults.once import assert_each_once, due_by, recorded

OVERDUE = 20
LIVE = 16  # thresholds that fall due one after the other while everything fails
SWEEPS_BEHIND = 3
SWEPT = re.compile(r"Task sla\.tasks\.sweep\S+ succeeded")
SHARES = [timedelta(hours=4) * share / 100 for share in (50, 75, 90, 100)]


@pytest.fixture
def ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    """Servers that may be killed; they are the test's while it runs."""
    with django_db_blocker.unblock(), own_ground() as ground:
        yield ground


@pytest.fixture
def site(ground: Ground, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """A vendor on those servers."""
    with committed_site(django_db_blocker) as site:
        yield site


@pytest.mark.slow
def test_killed_servers_and_workers_two_beats_and_a_clock_set_back_lose_and_repeat_nothing(
    ground: Ground, site: Site, tmp_path: Path
) -> None:
    _report(site, timezone.now().replace(microsecond=0))
    workers = worker(tmp_path / "worker.log")
    behind = worker(tmp_path / "behind.log", program="tests.sla.faults.behind")
    beats = [
        beat(tmp_path / f"beat-{name}.log", tmp_path / name, SWEEP_SECONDS="1") for name in "ab"
    ]

    with running(*beats, workers):
        assert _all_is_told(site, workers, *beats), workers.log.read_text(encoding="utf-8")
        for fail in (
            ground.restart_valkey,
            ground.restart_postgres,
            partial(_lose_workers_and_queues, workers),
            partial(_set_the_clock_back, workers, behind),
        ):
            fail()
            _report_overdue(site, 3)
            assert _all_is_told(site, workers, *beats), workers.log.read_text(encoding="utf-8")

    _finish(site)


def _lose_workers_and_queues(workers: Process) -> None:
    workers.kill()
    forget_queues()


def _set_the_clock_back(workers: Process, behind: Process) -> None:
    """Let workers sweep two hours behind for a while, and then by the right clock again."""
    workers.kill()
    with running(behind):
        assert soon(lambda: _sweeps(behind) >= SWEEPS_BEHIND), behind.log.read_text("utf-8")


def _sweeps(workers: Process) -> int:
    return len(SWEPT.findall(workers.log.read_text(encoding="utf-8")))


def _report(site: Site, at: datetime) -> None:
    """Report what is overdue, and critical incidents of which a share is used in a moment."""
    add_manager(site)
    _report_overdue(site, OVERDUE)
    with vendor_scope(site.vendor):
        for second in range(LIVE):
            used = SHARES[second % len(SHARES)]
            raised(site.house, severity="1", at=at - used + timedelta(seconds=second))


def _report_overdue(site: Site, count: int) -> None:
    month_ago = timezone.now().replace(microsecond=0) - timedelta(days=30)
    with vendor_scope(site.vendor):
        for minute in range(count):
            raised(site.house, severity="2", at=month_ago + timedelta(minutes=minute))


def _all_is_told(site: Site, *processes: Process) -> bool:
    """Say whether all that is due now is soon recorded; start anew what has died, as bin/up does.

    Now and then Celery's worker ends by itself when the broker is lost in the midst of an answer.
    """
    due = set(due_by(site, timezone.now()))

    def is_told() -> bool:
        for process in processes:
            if not process.is_running:
                process.start()
        return due <= set(recorded(site))

    return soon(is_told)


def _finish(site: Site) -> None:
    """Take in calm what fell due meanwhile, and tell what was left for the service hours."""
    now = timezone.now().replace(microsecond=0)
    take_all(at=now)
    with every_vendor("the last of the warnings are told"):
        warnings.tell(at=now + timedelta(days=7))
    assert_each_once(site, now)
