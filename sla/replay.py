"""The proof: each stored clock is read again from the events, and what differs is told (CO-05).

A clock's row is a cache. Here it is read at the instant at which it was last read, from its
incident's events, its agreement and the holidays, and compared column by column; its recorded
crossings are compared with those the reading has. Where all is well there is no difference.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from contracts.domain.targets import Milestone
from incidents.models import Incident
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope
from sla.columns import READ_COLUMNS
from sla.differences import Difference, Mark, Stored, Unlike, unlike
from sla.lives import Life, lives_of
from sla.models import Clock, Crossing, Verdict

CHUNK = 1_000  # incidents read in one transaction: memory stays flat, however many there are


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one chunk of incidents."""

    last: int  # the key after which to go on
    incidents: int
    clocks: int
    differences: tuple[Difference, ...]


def replay(
    vendor: Vendor, *, since: datetime | None = None, after: int = 0, chunk: int = CHUNK
) -> Iterator[Part]:
    """Read a vendor's clocks again, chunk by chunk in the order of their keys.

    :param since: only incidents reported from then on.
    :param after: the key at which an earlier replay stopped.
    """
    while True:
        with _uncollected(), _one_picture(), vendor_scope(vendor):
            rows = Incident.objects.filter(pk__gt=after).order_by("pk")
            rows = rows.filter(reported_at__gte=since) if since else rows
            lives = lives_of(rows[:chunk])
            part = _compared(vendor, lives) if lives else None
        if part is not None:
            yield part
            after = part.last
        if part is None or part.incidents < chunk:
            return


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let no garbage be looked for meanwhile: plain values go by themselves, without cycles."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


@contextmanager
def _one_picture() -> Iterator[None]:
    """Read everything of a chunk as it stood at one instant, whatever is written meanwhile."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:  # elsewhere something was asked already, and it is too late for this
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _compared(vendor: Vendor, lives: Sequence[Life]) -> Part:
    keys = [life.incident for life in lives]
    clocks = _clocks(keys)
    found = [
        _named(vendor, life, milestone, one)
        for life in lives
        for milestone in Milestone
        for one in unlike(life, milestone, clocks.get((life.incident, milestone)))
    ]
    return Part(keys[-1], len(lives), len(clocks), tuple(found))


def _named(vendor: Vendor, life: Life, milestone: Milestone, one: Unlike) -> Difference:
    number = f"{vendor.number_prefix}-{life.number}"
    return Difference(number, milestone, one.column, _text(one.stored), _text(one.read))


def _text(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def _clocks(incidents: Sequence[int]) -> Mapping[tuple[int, str], Stored]:
    """Return what is stored of these incidents' clocks, in three queries."""
    clocks = Clock.objects.filter(incident__among=incidents).order_by()
    rows = list(clocks.values_list("pk", "calendar_id", "incident_id", "milestone", *READ_COLUMNS))
    marks: dict[int, list[Mark]] = defaultdict(list)
    crossings = Crossing.objects.filter(clock__among=[row[0] for row in rows]).order_by("pk")
    for row in crossings.values_list("clock_id", "episode", "percent", "at", "calendar_id"):
        marks[row[0]].append(Mark(*row[1:]))
    verdicts = {
        clock: (outcome, severity, assumed)
        for clock, outcome, severity, assumed in Verdict.objects.filter(
            clock__among=[row[0] for row in rows]
        )
        .order_by("pk")
        .values_list("clock_id", "outcome", "severity", "is_assumed")
    }
    return {
        (incident, milestone): Stored(tuple(values), version, marks.get(pk, ()), verdicts.get(pk))
        for pk, version, incident, milestone, *values in rows
    }
