"""Backups as a reader sees them: what ran, what is missing, and what is to be restored (HR-09)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from availability.audience import Audience, components_for
from availability.domain.backups import (
    KEPT_DAYS,
    MOST_LOST,
    Gap,
    Run,
    down_during,
    gaps_of,
    longest_span,
)
from availability.models import BackupKind, BackupRun, Component, OutageVersion
from availability.serving import serving
from contracts.domain.obligations import Duty
from contracts.models import Contract, Obligation
from contracts.views.finding import allowed
from portal.kernel.period import Period, Periods
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest

BACKUPS, RESTORE = "backups", "restore"  # the keys of both duties in an agreement
MOST_RESTORES = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A component's backups of the last 180 days, and what is missing."""

    component: Component
    last: BackupRun | None
    last_full: BackupRun | None
    gaps: list[Gap]
    longest: timedelta | None
    down: timedelta  # in outages, while a backup ran (readings, H23)

    @property
    def is_too_long(self) -> bool:
        """Whether more than a day could have been lost."""
        return self.longest is not None and self.longest > MOST_LOST


def keeper(request: PortalRequest) -> Membership | None:
    """Return the membership with which a reader may say that a backup ran."""
    works = allowed(request, Act.WORK_ON_INCIDENTS)
    return works or allowed(request, Act.MANAGE_MONITORS)


def contracts_owed(rows: Iterable[Contract]) -> list[Contract]:
    """Return the contracts whose agreement promises backups or restoring from them."""
    return [
        one
        for one in rows
        if any(kind.key in (BACKUPS, RESTORE) for kind in one.agreement.terms.obligations)
    ]


def restores_of(memberships: Iterable[Membership]) -> list[Obligation]:
    """Return the requests to restore, open ones first, with the clock of each (HR-09)."""
    rows = Obligation.objects.visible_to(memberships).filter(key=RESTORE, duty=Duty.REQUEST)
    newest = rows.with_names().order_by("-opened_at", "-pk")[:MOST_RESTORES]
    return sorted(newest, key=lambda one: not one.is_open)


def components_owed(
    contracts: list[Contract], audience: Audience, *, vendor: Vendor, at: datetime
) -> dict[Component, date]:
    """Return the components that serve such contracts, and since when one of them does."""
    today = at.astimezone(ZoneInfo(vendor.time_zone)).date()
    served = serving(one.pk for one in contracts)
    found: dict[Component, date] = {}
    for component in components_for(audience, vendor=vendor, at=at):
        begun = [
            one.starts_on for one in contracts if served.serves(component, one.pk, today, today)
        ]
        if begun:
            found[component] = min(begun)
    return found


def kept_of(components: dict[Component, date], *, at: datetime) -> list[Kept]:
    """Return what is on record of each component, in two queries whatever their number."""
    since = at - timedelta(days=KEPT_DAYS + 1)
    runs: dict[int, list[BackupRun]] = defaultdict(list)
    rows = BackupRun.objects.newest().filter(component__in=components, started_at__gte=since)
    for run in rows:
        runs[run.component_id].append(run)
    outages = _outages(components, since, at)
    return [
        _kept(component, begun, runs[component.pk], outages[component.pk], at)
        for component, begun in components.items()
    ]


def _kept(
    component: Component, begun: date, runs: list[BackupRun], outages: list[Period], at: datetime
) -> Kept:
    zone = ZoneInfo(component.time_zone)
    said = [
        Run(
            started_at=one.started_at,
            is_full=one.kind == BackupKind.WEEKLY_FULL,
            is_good=one.is_good,
        )
        for one in runs
    ]
    good = [one for one in runs if one.is_good]
    ran = [Period(one.started_at, one.ended_at) for one in runs if one.started_at < one.ended_at]
    return Kept(
        component=component,
        last=next(iter(good), None),
        last_full=next((one for one in good if one.kind == BackupKind.WEEKLY_FULL), None),
        gaps=gaps_of(said, begun, at.astimezone(zone).date(), zone),
        longest=longest_span(said, at),
        down=Periods(down_during(ran, outages)).total(),
    )


def _outages(
    components: Iterable[Component], since: datetime, at: datetime
) -> dict[int, list[Period]]:
    keys = {one.pk for one in components}
    rows = OutageVersion.objects.newest().touching(since, at).filter(is_withdrawn=False)
    named = rows.filter(component_rows__component__in=keys).values_list(
        "component_rows__component", "starts_at", "ends_at"
    )
    found: dict[int, list[Period]] = defaultdict(list)
    for key, start, end in named.order_by():
        found[key].append(Period(start, end or at + timedelta(seconds=1)))
    return found
