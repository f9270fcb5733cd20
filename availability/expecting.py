"""Maintenance that is still to come, as if it went as announced: what a plan is held against."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from availability.domain import facts
from availability.models import Component, Maintenance, MaintenanceSession, MaintenanceVersion
from availability.recalling import Recalled
from availability.serving import Serving
from availability.translating import Work
from contracts.models import Contract
from portal.kernel.period import Period

ZERO = timedelta(0)


def expected_works(
    recalled: Recalled,
    contract: Contract,
    served: Serving,
    at: datetime,
    *,
    only: Maintenance | None = None,
    without: Maintenance | None = None,
) -> Iterator[facts.Maintenance]:
    """This function will yield a contract's works: as done where they were, else as announced.

    What was announced and never begun has taken nothing down.
    """
    for work in recalled.works:
        key = work.current.maintenance_id
        if (only and key != only.pk) or (without and key == without.pk):
            continue
        found = _sessions(work, recalled, contract, served, at)
        yield from found if only else (_as_told(one, at) for one in found)


def _as_told(work: facts.Maintenance, at: datetime) -> facts.Maintenance:
    """This function will take coming work that nobody was told of yet as told of now.

    Otherwise it would be downtime, and leave its share of the allotment to somebody else.
    """
    is_coming = work.announced is not None and work.announced.start > at
    return replace(work, notice_at=at) if is_coming and work.notice_at is None else work


def _sessions(
    work: Work, recalled: Recalled, contract: Contract, served: Serving, at: datetime
) -> Iterator[facts.Maintenance]:
    key = work.current.maintenance_id, contract.pk
    minutes = sum(one.minutes for one in recalled.approvals.get(key, ()))
    extension = timedelta(minutes=minutes)
    for place, session in enumerate(_expected(work.current, at), start=1):
        during = session and _down(session, at)
        if session is None or not during:
            continue
        zones = zones_served(work.current.components, served, contract, during)
        found = zones and work.fact(
            session,
            place=place,
            told=recalled.notices.get(key, []),
            extension=extension,
            zones=zones,
            at=max(at, during.end),
        )
        if found:
            yield found
            extension = ZERO  # an approval raises one month's allotment once


def _expected(version: MaintenanceVersion, at: datetime) -> Iterator[MaintenanceSession | None]:
    """This function will yield each session, with the times in which it will probably be down.

    As much as is expected is used up from the first session on; None: nothing of it is down.
    """
    left = None if version.expected_minutes is None else timedelta(minutes=version.expected_minutes)
    for session in version.sessions.all():
        if session.actual_from is not None:
            yield session
            continue
        if session.announced_to <= at or not version.is_outage_expected:
            yield None
            continue
        down = session.announced_to - session.announced_from
        taken = down if left is None else min(down, left)
        left = None if left is None else left - taken
        yield _as_announced(session, taken) if taken else None


def _as_announced(session: MaintenanceSession, taken: timedelta) -> MaintenanceSession:
    return MaintenanceSession(
        announced_from=session.announced_from,
        announced_to=session.announced_to,
        actual_from=session.announced_from,
        actual_to=session.announced_from + taken,
    )


def _down(session: MaintenanceSession, at: datetime) -> Period | None:
    begun, ended = session.actual_from, session.actual_to or at
    return Period(begun, ended) if begun is not None and begun < ended else None


def zones_served(
    components: Iterable[Component], served: Serving, contract: Contract, during: Period
) -> tuple[ZoneInfo, ...]:
    """This function will return where those components are deployed that serve a contract."""
    first, last = during.start.date(), during.end.date()
    names = [one.time_zone for one in components if served.serves(one, contract.pk, first, last)]
    return tuple(ZoneInfo(name) for name in dict.fromkeys(names))
