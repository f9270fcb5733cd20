"""The status page: what is out now, what was in the last ninety days, and what is planned.

It is read from the versions of outages and maintenance that figures are made of, and from days
that were added up; of single samples only the last minutes are asked (docs/algorithms/
outage-import.md). Whoever reads sees the components and outages that are theirs to know.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from availability.audience import Audience, components_for
from availability.domain.days import Day, Days, days_of
from availability.models import (
    Component,
    Effect,
    MaintenanceSession,
    MaintenanceVersion,
    OutageVersion,
    Service,
    StatusUpdate,
)
from availability.status_bars import STEP, Bars, bars_of
from availability.status_facts import (
    Stretches,
    Updates,
    last_seen,
    measured_days,
    outages_since,
    stretches_of,
    updates_on,
    works_around,
)
from portal.tenancy.models import Vendor

SHOWN_DAYS = 90
AHEAD = timedelta(days=60)
MOST_PAST = 20

# From the worst to the best; the word says it as well as the colour.
STATES = {
    "down": "Unavailable",
    "impaired": "Impaired",
    "checking": "Being checked",
    "work": "Under maintenance",
    "up": "Working",
    "unknown": "Not measured",
}
PILLS = {"down": "crit", "impaired": "bad", "checking": "you", "work": "you", "up": "ok"}
LEADS = {
    "down": "Something is unavailable.",
    "impaired": "Something is impaired.",
    "checking": "A monitor failed, and it is being checked.",
    "work": "Maintenance is under way.",
    "up": "Everything that is measured works.",
    "unknown": "No outage is known; nothing is measured now.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A component: how it is now, and its days."""

    component: Component
    state: str
    days: list[Day]

    @property
    def words(self) -> str:
        """How it is now, in words."""
        return STATES[self.state]

    @property
    def pill(self) -> str:
        """How that is coloured."""
        return PILLS.get(self.state, "plain")

    @property
    def bars(self) -> list[Bars]:
        """The days as they are drawn."""
        return bars_of(self.days)

    @property
    def width(self) -> int:
        """How wide the drawing is."""
        return STEP * len(self.days)

    @property
    def told(self) -> list[Day]:
        """The days on which something was, newest first."""
        return [day for day in reversed(self.days) if not day.is_plain]

    @property
    def measured(self) -> int:
        """On how many days it was measured."""
        return sum(day.is_measured for day in self.days)


@dataclass(frozen=True, slots=True)
class Group:
    """A service with its components."""

    service: Service
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An outage or a piece of maintenance, with what was said about it."""

    name: str  # O-14
    title: str
    start: datetime
    end: datetime | None
    words: str
    look: str
    components: str
    updates: list[StatusUpdate]
    changed_at: datetime
    outage: int | None = None  # its number, where it is one
    work: int | None = None

    @property
    def pill(self) -> str:
        """How its words are coloured; what is over is not loud any more."""
        return PILLS[self.look] if self.end is None else "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """All that an audience is shown."""

    at: datetime
    zone: str
    groups: list[Group]
    current: list[Happening]
    planned: list[Happening]
    past: list[Happening]

    @property
    def worst(self) -> str:
        """The worst state of any component; nothing is known of none."""
        found = {line.state for group in self.groups for line in group.lines}
        return next((state for state in STATES if state in found), "unknown")

    @property
    def lead(self) -> str:
        """The one sentence that most people come for."""
        return LEADS[self.worst]


def status_of(vendor: Vendor, audience: Audience, *, at: datetime) -> Status:
    """This function will return what an audience is shown at an instant, in a few queries."""
    zone = ZoneInfo(vendor.time_zone)
    days = Days.until(at.astimezone(zone).date(), SHOWN_DAYS, zone)
    components = components_for(audience, vendor=vendor, at=at)
    keys = {one.pk for one in components}
    outages = [one for one in outages_since(days.period.start, at, keys) if audience.may_know(one)]
    works = works_around(days.period.start, at + AHEAD, keys)
    updates = updates_on(outages, works, with_internal=audience.is_staff)
    found = stretches_of(outages, works, at)
    measured, seen = measured_days(keys, days, vendor.time_zone), last_seen(keys, at)
    groups: dict[Service, list[Line]] = defaultdict(list)
    for one in components:
        told = days_of(
            days,
            down=found["down"][one.pk],
            impaired=found["impaired"][one.pk],
            works=found["work"][one.pk],
            measured=measured[one.pk],
        )
        groups[one.service].append(Line(one, _state(one.pk, found, seen, at), told))
    happened = [_outage(one, updates, keys) for one in outages]
    planned = [_work(one, updates, keys, at) for one in works]
    return Status(
        at=at,
        zone=vendor.time_zone,
        groups=[Group(service, lines) for service, lines in groups.items()],
        current=[one for one in happened if one.end is None],
        planned=sorted(
            (one for one in planned if one.end is None or one.end > at), key=lambda one: one.start
        ),
        past=[one for one in happened if one.end is not None][:MOST_PAST],
    )


def _state(key: int, found: Mapping[str, Stretches], seen: Mapping[int, bool], at: datetime) -> str:
    for state, stretches in found.items():
        if any(one.contains(at) for one in stretches[key]):
            return state
    if key not in seen:
        return "unknown"
    return "up" if seen[key] else "checking"


def _outage(version: OutageVersion, updates: Updates, keys: set[int]) -> Happening:
    said = updates.get((version.outage_id, None), [])
    return Happening(
        name=str(version.outage),
        title=version.title,
        start=version.starts_at,
        end=version.ends_at,
        words=version.get_kind_display().partition(":")[0],
        look="down" if version.kind == Effect.UNAVAILABLE else "impaired",
        components=_names(version.components, keys),
        updates=said,
        changed_at=max([version.written_at, *(one.written_at for one in said)]),
        outage=version.outage.number,
    )


def _work(version: MaintenanceVersion, updates: Updates, keys: set[int], at: datetime) -> Happening:
    said = updates.get((None, version.maintenance_id), [])
    sessions = list(version.sessions.all())
    start, end = _span(sessions, at)
    return Happening(
        name=str(version.maintenance),
        title=version.title,
        start=start,
        end=end,
        words=f"{version.get_kind_display()} maintenance",
        look="work",
        components=_names(version.components, keys),
        updates=said,
        changed_at=max([version.written_at, *(one.written_at for one in said)]),
        work=version.maintenance.number,
    )


def _span(sessions: Sequence[MaintenanceSession], at: datetime) -> tuple[datetime, datetime]:
    """Return from when until when work goes on: of several sessions, the next one's times."""
    open_ones = [one for one in sessions if one.actual_to is None and one.announced_to > at]
    running = [one for one in sessions if one.actual_from and one.actual_to is None]
    one = (running or open_ones or sessions[-1:])[0]
    start = one.actual_from or one.announced_from
    if one.actual_to is not None:
        return start, one.actual_to
    # What runs over its time is still shown.
    return start, max(one.announced_to, at + timedelta(seconds=1)) if running else one.announced_to


def _names(components: Iterable[Component], keys: set[int]) -> str:
    return ", ".join(str(one) for one in components if one.pk in keys)
