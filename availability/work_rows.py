"""A piece of work in short, as lists and home pages show it, and which one comes next (PQ-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from availability.models import Maintenance, MaintenanceSession, MaintenanceVersion
from availability.notices import unavailable
from availability.works import State, in_state, state_of, works_seen
from portal.tenancy.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One piece of work: what is worked on, from when until when, and whether it will be there."""

    work: Maintenance
    version: MaintenanceVersion
    state: State
    services: str
    starts_at: datetime
    ends_at: datetime
    sessions: int
    unavailable: str


def row_of(work: Maintenance, at: datetime) -> WorkRow:
    """This function will return a piece of work in short, from rows that were read with it."""
    version = work.current
    sessions = list(version.sessions.all())
    return WorkRow(
        work=work,
        version=version,
        state=state_of(version, at),
        services=", ".join(dict.fromkeys(str(one.service) for one in version.components)),
        starts_at=sessions[0].announced_from,
        ends_at=sessions[-1].announced_to,
        sessions=len(sessions),
        unavailable=unavailable(version),
    )


def next_work(memberships: Sequence[Membership], at: datetime) -> WorkRow | None:
    """This function will return what is worked on now or else comes next, as people may see it."""
    ahead = set(MaintenanceSession.objects.ahead(at).values_list("version__maintenance", flat=True))
    if not ahead:  # as on most days, and asked in a fraction of the time
        return None
    seen = works_seen(memberships).filter(pk__in=ahead)
    found = in_state(seen, "ahead", at).with_current().first()
    return None if found is None else row_of(found, at)
