"""What the monitoring pages show: services with their components, and how each is watched."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from availability.models import (
    Component,
    MonitorToken,
    OutageProposal,
    Probe,
    ProbeKind,
    Sample,
    Service,
)
from portal.tenancy.models import Vendor

NEW = timedelta(minutes=10)  # a sample that is older says nothing of now
LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class State:
    """How something is, in a word, and the look of its pill."""

    word: str
    look: str


UP = State("up", "ok")
DOWN = State("down", "crit")
FAILING = State("failing", "bad")
UNKNOWN = State("not measured", "plain")
OFF = State("switched off", "plain")
WAITING = State("waiting for its first", "plain")


@dataclass(frozen=True, slots=True)
class Watched:
    """A component with its probes, and what was measured of it last."""

    component: Component
    probes: tuple[Probe, ...]
    state: State
    suspected: int


@dataclass(frozen=True, slots=True)
class Watching:
    """A service with its components."""

    service: Service
    components: tuple[Watched, ...]


def services_watched(vendor: Vendor, at: datetime) -> list[Watching]:
    """This function will return every service of a vendor: six queries, however many."""
    probes = Prefetch("probes", Probe.objects.order_by("name", "pk"))
    rows = Component.objects.filter(vendor=vendor, ended_on=None).prefetch_related(probes)
    components = Prefetch("components", rows.order_by("position", "name"), to_attr="run_now")
    services = list(Service.objects.filter(vendor=vendor).prefetch_related(components))
    keys = [one.pk for service in services for one in service.run_now]  # type: ignore[attr-defined]  # prefetched above
    last, suspected = last_samples(keys, at), _suspected(vendor)
    return [
        Watching(
            service,
            tuple(
                Watched(one, tuple(one.probes.all()), state_of(last.get(one.pk)), suspected[one.pk])
                for one in service.run_now  # type: ignore[attr-defined]  # prefetched above
            ),
        )
        for service in services
    ]


def last_samples(components: Iterable[int], at: datetime) -> dict[int, Sample]:
    """This function will return the newest sample of each component that is of now."""
    rows = Sample.objects.between(at - NEW, at + timedelta(minutes=2)).filter(
        component__in=list(components)
    )
    newest = rows.order_by("component_id", "-at").distinct("component_id")
    return {sample.component_id: sample for sample in newest}


def state_of(sample: Sample | None) -> State:
    """This function will say how a component is by its newest sample."""
    if sample is None:
        return UNKNOWN
    return UP if sample.is_up else DOWN


def state_of_probe(probe: Probe) -> State:
    """This function will say how a probe's last questions went."""
    if not probe.is_enabled:
        return OFF
    if probe.failing_since is not None:
        return FAILING
    if probe.last_ok_at is None:
        return WAITING
    return UP


def _suspected(vendor: Vendor) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    rows = OutageProposal.objects.open().filter(vendor=vendor).order_by()
    for component in rows.values_list("component_id", flat=True):
        counts[component] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Hour:
    """A component's last sixty minutes, for a strip: each up, down or not measured."""

    minutes: tuple[tuple[int, str, datetime], ...]  # place from the left, look, the minute
    up: int
    down: int

    @property
    def unknown(self) -> int:
        """This property will return how many minutes nobody measured."""
        return len(self.minutes) - self.up - self.down


def last_hour(component: Component, at: datetime) -> Hour:
    """This function will return what was measured of a component in the last hour."""
    end = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    start = end - LAST_HOUR
    rows = Sample.objects.between(start, end).filter(component=component)
    seen = dict(rows.values_list("at", "is_up"))
    minutes = []
    for place in range(60):
        minute = start + timedelta(minutes=place)
        look = {True: "up", False: "down", None: "unknown"}[seen.get(minute)]
        minutes.append((place, look, minute))
    looks = [look for _, look, _ in minutes]
    return Hour(tuple(minutes), looks.count("up"), looks.count("down"))


def tokens_of(vendor: Vendor) -> list[MonitorToken]:
    """This function will return the tokens that still work."""
    rows = MonitorToken.objects.current().filter(vendor=vendor)
    return list(rows.select_related("component", "probe", "created_by"))


def is_asked(probe: Probe) -> bool:
    """This function will say whether the portal asks, or waits."""
    return probe.kind == ProbeKind.HTTP
