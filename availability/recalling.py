"""The rows of a vendor's month, read once: outages, exclusions, maintenance and who was told."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain import facts
from availability.models import (
    Component,
    Exclusion,
    MaintenanceApproval,
    MaintenanceNotice,
    MaintenanceSession,
    MaintenanceVersion,
    OutageVersion,
    Verdict,
)
from availability.models.exclusion import PROPOSED, verdict_for
from availability.translating import (
    Work,
    outage_fact,
    period_of,
)
from portal.kernel.period import Period
from portal.tenancy.models import Vendor

WEEK = timedelta(days=7)  # before a month: sessions of a week are counted across its beginning
EPISODE = timedelta(days=31)  # how far records that touch each other are followed
UNDECIDED = (PROPOSED, Verdict.CONTESTED)

type Serves = Callable[[Component, Period], bool]
type OfContract[Row] = dict[tuple[int, int], list[Row]]  # maintenance, contract


@dataclass(frozen=True, slots=True)
class _Held:
    """A session that took components down which serve somebody."""

    work: Work
    place: int
    session: MaintenanceSession
    zones: tuple[ZoneInfo, ...]
    starts_here: bool


@dataclass(slots=True, kw_only=True)
class Recalled:
    """What was known at an instant of a vendor's outages and maintenance around a month."""

    at: datetime
    known_by: datetime
    versions: list[OutageVersion]
    exclusions: dict[int, list[Exclusion]]  # by outage
    works: list[Work]
    notices: OfContract[MaintenanceNotice]
    approvals: OfContract[MaintenanceApproval]
    customers: frozenset[int] = frozenset()  # whom single outages name
    held: dict[int, dict[int | None, str]] = field(default_factory=dict)  # verdicts by exclusion
    _made: dict[tuple[object, ...], facts.Outage | None] = field(default_factory=dict)
    _held: dict[tuple[Hashable, Period], list[_Held]] = field(default_factory=dict)
    _works: dict[tuple[object, ...], facts.Maintenance | None] = field(default_factory=dict)

    def touching(self, within: Period, customer: int | None, serves: Serves) -> list[OutageVersion]:
        """This function will return the outages of a month for whom components serve.

        An outage that names customers is theirs alone; one that touches another of the month's
        across its beginning or end comes with it.
        """
        own = []
        for version in self.versions:
            during = period_of(version.starts_at, version.ends_at, self.at)
            named = {one.pk for one in version.customers}
            if during is None or (named and customer not in named):
                continue
            if any(serves(component, during) for component in version.components):
                own.append((during, version))
        return [version for _, version in _joined(own, within)]

    def outage(
        self, version: OutageVersion, contract_id: int, reasons: frozenset[str]
    ) -> facts.Outage | None:
        """This function will return an outage with what of it does not count for a contract."""
        rows = self._exclusions(version, contract_id, reasons)
        approved = [one for one in rows if self._said(one, contract_id) == Verdict.APPROVED]
        key = (version.pk, *(one.pk for one in approved))
        if key not in self._made:
            self._made[key] = outage_fact(version, approved, self.at)
        return self._made[key]

    def undecided(
        self, version: OutageVersion, contract_id: int, reasons: frozenset[str]
    ) -> list[Exclusion]:
        """This function will return the exclusions of an outage on which somebody has to decide."""
        rows = self._exclusions(version, contract_id, reasons)
        return [one for one in rows if self._said(one, contract_id) in UNDECIDED]

    def works_of(
        self, contract_id: int, serves: Serves, within: Period, *, alike: Hashable = None
    ) -> Iterator[facts.Maintenance]:
        """This function will yield the sessions of a month and the week before it, as told.

        :param alike: what contracts share that are served by the same components.
        """
        raised: set[int] = set()  # an approval raises the month's allotment once
        for one in self._sessions(serves, within, contract_id if alike is None else alike):
            key = one.work.current.maintenance_id, contract_id
            extension = timedelta(0)
            if one.starts_here and key[0] not in raised:
                extension = self._extension(key)
                raised.add(key[0])
            found = self._work(one, self.notices.get(key, ()), extension)
            if found is not None:
                yield found

    def _sessions(self, serves: Serves, within: Period, alike: Hashable) -> list[_Held]:
        """This function will return the sessions that concern contracts served alike."""
        key = (alike, within)
        if key not in self._held:
            self._held[key] = list(self._sessions_for(serves, within))
        return self._held[key]

    def _sessions_for(self, serves: Serves, within: Period) -> Iterator[_Held]:
        for work in self.works:
            for place, session in enumerate(work.current.sessions.all(), start=1):
                during = self._down(session)
                if during is None or not _near(during, within):
                    continue
                zones = _zones(work.current, serves, during)
                if zones:
                    yield _Held(work, place, session, zones, within.contains(during.start))

    def _work(
        self, one: _Held, told: Sequence[MaintenanceNotice], extension: timedelta
    ) -> facts.Maintenance | None:
        """This function will return a session as told; whoever was told alike shares it."""
        said = tuple((n.kind, n.by, n.sent_at, n.expected_start, n.expected_minutes) for n in told)
        key = (one.session.pk, one.zones, extension, said)
        if key not in self._works:
            self._works[key] = one.work.fact(
                one.session,
                place=one.place,
                told=told,
                extension=extension,
                zones=one.zones,
                at=self.at,
            )
        return self._works[key]

    def _exclusions(
        self, version: OutageVersion, contract_id: int, reasons: frozenset[str]
    ) -> list[Exclusion]:
        return [
            one
            for one in self.exclusions.get(version.outage_id, ())
            if one.contract_id in (None, contract_id) and one.reason in reasons
        ]

    def _said(self, exclusion: Exclusion, contract_id: int) -> str:
        return verdict_for(self.held[exclusion.pk], contract_id)

    def _down(self, session: MaintenanceSession) -> Period | None:
        if session.actual_from is None:
            return None
        return period_of(session.actual_from, session.actual_to, self.at)

    def _extension(self, key: tuple[int, int]) -> timedelta:
        return timedelta(minutes=sum(one.minutes for one in self.approvals.get(key, ())))


def recall(
    vendor: Vendor,
    around: Period,
    contracts: Collection[int],
    *,
    at: datetime,
    known_by: datetime,
) -> Recalled:
    """This function will read what was known of a vendor's outages and maintenance."""
    versions = _versions(vendor, around, known_by)
    exclusions: dict[int, list[Exclusion]] = defaultdict(list)
    rows = Exclusion.objects.filter(outage__among=[one.outage_id for one in versions])
    proposed = list(rows.filter(proposed_at__lte=known_by).with_decisions())
    for row in proposed:
        exclusions[row.outage_id].append(row)
    works = _works(vendor, around, known_by)
    keys = [one.current.maintenance_id for one in works]
    told = MaintenanceNotice.objects.filter(sent_at__lte=known_by)
    approved = MaintenanceApproval.objects.filter(recorded_at__lte=known_by)
    notices: OfContract[MaintenanceNotice] = defaultdict(list)
    for notice in told.filter(maintenance__among=keys, contract__among=contracts):
        notices[notice.maintenance_id, notice.contract_id].append(notice)
    approvals: OfContract[MaintenanceApproval] = defaultdict(list)
    for approval in approved.filter(maintenance__among=keys, contract__among=contracts):
        approvals[approval.maintenance_id, approval.contract_id].append(approval)
    return Recalled(
        at=at,
        known_by=known_by,
        versions=versions,
        exclusions=exclusions,
        works=works,
        notices=notices,
        approvals=approvals,
        customers=frozenset(c.pk for one in versions for c in one.customers),
        held={one.pk: one.held(known_by) for one in proposed},
    )


def _versions(vendor: Vendor, around: Period, known_by: datetime) -> list[OutageVersion]:
    rows = OutageVersion.objects.filter(vendor=vendor, is_withdrawn=False).known_by(known_by)
    near = rows.touching(around.start - EPISODE, around.end + EPISODE)
    return list(near.with_parts().select_related("outage").order_by("starts_at", "outage__number"))


def _works(vendor: Vendor, around: Period, known_by: datetime) -> list[Work]:
    rows = MaintenanceVersion.objects.filter(vendor=vendor, is_cancelled=False)
    near = rows.known_by(known_by).touching(around.start - WEEK, around.end)
    current = {one.maintenance_id: one for one in near.with_parts().select_related("maintenance")}
    history: dict[int, list[MaintenanceVersion]] = defaultdict(list)
    every = MaintenanceVersion.objects.filter(
        maintenance__among=list(current), written_at__lte=known_by
    )
    for one in every.order_by("number").prefetch_related("sessions"):
        history[one.maintenance_id].append(one)
    return [
        Work(key=str(one.maintenance), current=one, versions=history[key])
        for key, one in current.items()
    ]


def _joined(
    own: list[tuple[Period, OutageVersion]], within: Period
) -> list[tuple[Period, OutageVersion]]:
    """This function will keep what lies in a month or is one episode with something that does."""
    found: list[tuple[Period, OutageVersion]] = []
    episode: list[tuple[Period, OutageVersion]] = []
    reaches: datetime | None = None
    for during, version in own:  # in order of their starts
        if reaches is None or during.start > reaches:
            found += _if_in(episode, within)
            episode, reaches = [], during.end
        episode.append((during, version))
        reaches = max(reaches, during.end)
    return found + _if_in(episode, within)


def _if_in(
    episode: list[tuple[Period, OutageVersion]], within: Period
) -> list[tuple[Period, OutageVersion]]:
    return episode if any(during.overlaps(within) for during, _ in episode) else []


def _near(during: Period, within: Period) -> bool:
    return during.start < within.end and during.end > within.start - WEEK


def _zones(version: MaintenanceVersion, serves: Serves, during: Period) -> tuple[ZoneInfo, ...]:
    names = [one.time_zone for one in version.components if serves(one, during)]
    return tuple(ZoneInfo(name) for name in dict.fromkeys(names))
