"""Replays as they are kept: how far each came, what it found, and going on with it."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

import structlog

from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope
from sla.models import ReplayRun
from sla.replay import Part, replay

MOST_EXAMPLES = 20  # differences kept with a run; the command prints all

log = structlog.get_logger(__name__)


def begin(vendor: Vendor, *, at: datetime, since: datetime | None = None) -> ReplayRun:
    """Keep that a replay of a vendor's clocks begins."""
    with vendor_scope(vendor):
        return ReplayRun.objects.create(vendor=vendor, started_at=at, since=since)


def go_on(run: ReplayRun) -> Iterator[Part]:
    """Replay from where the run stands, keeping after each chunk what it came to.

    A run that somebody else has taken further meanwhile is left to them.
    """
    for part in replay(run.vendor, since=run.since, after=run.position):
        if not _keep(run, part):
            return
        yield part


def _keep(run: ReplayRun, part: Part) -> bool:
    stood_at = run.position
    run.position = part.last
    run.incidents += part.incidents
    run.clocks += part.clocks
    run.differences += len(part.differences)
    new = [asdict(difference) for difference in part.differences]
    run.examples = [*run.examples, *new][:MOST_EXAMPLES]
    with vendor_scope(run.vendor):
        known = ReplayRun.objects.filter(pk=run.pk, position=stood_at, finished_at=None)
        return bool(
            known.update(
                position=run.position,
                incidents=run.incidents,
                clocks=run.clocks,
                differences=run.differences,
                examples=run.examples,
            )
        )


def finish(run: ReplayRun, *, at: datetime) -> None:
    """Keep that all incidents were read; differences are said to the log as well."""
    with vendor_scope(run.vendor):
        ReplayRun.objects.filter(pk=run.pk, position=run.position).update(finished_at=at)
    if run.differences:
        log.error("clocks differ from their events", vendor=run.vendor.slug, count=run.differences)
