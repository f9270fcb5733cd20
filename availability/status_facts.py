"""What the status page stands on, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from availability.domain.days import Days
from availability.models import (
    Component,
    Effect,
    MaintenanceVersion,
    OutageVersion,
    Sample,
    SampleDay,
    StatusUpdate,
)
from portal.kernel.period import Period

RECENT = timedelta(minutes=15)  # a component that was not measured since is not measured now


def outages_since(start: datetime, at: datetime, keys: set[int]) -> list[OutageVersion]:
    """Return the newest versions of outages since then that touched one of the components."""
    rows = OutageVersion.objects.newest().touching(start, at).filter(is_withdrawn=False)
    named = rows.filter(component_rows__component__in=keys).distinct().with_parts()
    return list(named.select_related("outage").order_by("-starts_at", "-pk"))


def works_around(start: datetime, end: datetime, keys: set[int]) -> list[MaintenanceVersion]:
    rows = MaintenanceVersion.objects.newest().touching(start, end).filter(is_cancelled=False)
    named = rows.filter(component_rows__component__in=keys).distinct().with_parts()
    return list(named.select_related("maintenance"))


type Updates = Mapping[tuple[int | None, int | None], list[StatusUpdate]]


def updates_on(
    outages: Sequence[OutageVersion], works: Sequence[MaintenanceVersion], *, with_internal: bool
) -> Updates:
    about = Q(outage__in=[one.outage_id for one in outages]) | Q(
        maintenance__in=[one.maintenance_id for one in works]
    )
    rows = StatusUpdate.objects.filter(about)
    found: dict[tuple[int | None, int | None], list[StatusUpdate]] = defaultdict(list)
    for one in rows if with_internal else rows.filter(is_public=True):
        found[one.outage_id, one.maintenance_id].append(one)
    return found


type Stretches = dict[int, list[Period]]


def stretches_of(
    outages: Iterable[OutageVersion], works: Iterable[MaintenanceVersion], at: datetime
) -> dict[str, Stretches]:
    """Return when each component was down, impaired and worked on, up to `at`, worst first."""
    found = {state: defaultdict[int, list[Period]](list) for state in ("down", "impaired", "work")}
    for outage in outages:
        state = "down" if outage.kind == Effect.UNAVAILABLE else "impaired"
        _add(found[state], outage.components, outage.starts_at, outage.ends_at, at)
    for work in works:
        for session in work.sessions.all():
            if session.actual_from is not None:
                _add(found["work"], work.components, session.actual_from, session.actual_to, at)
            elif work.is_outage_expected and session.announced_from <= at < session.announced_to:
                _add(found["work"], work.components, session.announced_from, None, at)
    return dict(found)


def _add(
    kept: Stretches,
    components: Iterable[Component],
    start: datetime,
    end: datetime | None,
    at: datetime,
) -> None:
    # What goes on reaches a second past now, so that now lies in it.
    until = end or at + timedelta(seconds=1)
    if start < until:
        for one in components:
            kept[one.pk].append(Period(start, until))


def measured_days(keys: set[int], days: Days, zone: str) -> dict[int, set[date]]:
    rows = SampleDay.objects.days(days.dates[0], days.dates[-1]).filter(
        component__in=keys, zone=zone
    )
    found: dict[int, set[date]] = defaultdict(set)
    for component, day in rows.order_by().values_list("component_id", "day"):
        found[component].add(day)
    return found


def last_seen(keys: set[int], at: datetime) -> dict[int, bool]:
    """Return what the last sample of each component said, if there is a recent one."""
    rows = Sample.objects.between(at - RECENT, at + RECENT).filter(component__in=keys)
    return dict(rows.order_by("at").values_list("component_id", "is_up"))
