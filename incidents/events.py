"""Recording what happened, and telling the apps that react to it.

An app above registers one table, kind -> reaction, from its `reactions.py`. Reactions run in the
transaction of the event, in the order in which the apps are installed: lower floors first.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from incidents.domain.kinds import EventKind
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Person

type Reaction = Callable[[IncidentEvent], None]

ZERO = timedelta(0)
LONGEST_WAIT = timedelta(seconds=30)  # for a lock: what lies further back was done earlier

_tables: list[Mapping[EventKind, Reaction]] = []


def register(table: Mapping[EventKind, Reaction]) -> None:
    """Register an app's table of reactions; registering the same table again changes nothing."""
    if not any(known is table for known in _tables):
        _tables.append(table)


def stamp(incident: Incident, at: datetime) -> datetime:
    """Return from when a deed counts: when it was done, but not before what was told already.

    A deed takes its instant before it waits for the incident's lock. A sweep that has the lock
    meanwhile may record that a promise was missed, and tell people so. Had the deed then counted
    from its earlier instant, the miss would stand in the records and not in the reading (CO-05);
    so what was told stands, and the deed counts from the instant up to which it was told. Two
    people at once are the same: whoever waited for the other counts from what the other did. The
    incident must have been locked and read since.
    """
    at = max(at, incident.told_until or at)
    waited = ZERO < incident.last_event_at - at <= LONGEST_WAIT
    return incident.last_event_at if waited else at


def record(
    incident: Incident, kind: EventKind, *, actor: Person | None, at: datetime, **facts: Any
) -> IncidentEvent:
    """Write what happened, and let the apps that react do so.

    :param at: when it was done; it counts from then, or from what was told meanwhile (`stamp`).
    :raises Refusal: if it would have happened before something already recorded: a clock that
        was told to others must not be changed by a late arrival.
    """
    at = stamp(incident, at)
    if at < incident.last_event_at:
        raise Refusal(
            f"{incident} already has an event at {incident.last_event_at:%d %b %Y %H:%M:%S} UTC; "
            f"nothing can be recorded before it (at {at:%d %b %Y %H:%M:%S} UTC).",
            code="out_of_order",
        )
    event = IncidentEvent.objects.create(
        vendor_id=incident.vendor_id, incident=incident, kind=kind, actor=actor, at=at, **facts
    )
    if incident.last_event_at != at:  # as it is where the report itself is recorded
        incident.last_event_at = at
        incident.save(update_fields=["last_event_at"])
    _react(event)
    return event


def record_found(
    incidents: Sequence[Incident], kind: EventKind, facts: Sequence[Mapping[str, Any]], at: datetime
) -> list[IncidentEvent]:
    """Write what the portal itself found of many incidents at one look, in two statements.

    The incidents, each there once, must have been locked. A look is never too late to be
    recorded: where something has happened since it began, it counts from then.
    """
    found = []
    for incident, said in zip(incidents, facts, strict=True):
        incident.last_event_at = max(stamp(incident, at), incident.last_event_at)
        row = IncidentEvent(incident=incident, kind=kind, at=incident.last_event_at, **said)
        row.vendor_id, row.status = incident.vendor_id, incident.status
        found.append(row)
    IncidentEvent.objects.bulk_create(found)
    Incident.objects.bulk_update(incidents, ["last_event_at"])
    for event in found:
        _react(event)
    return found


def _react(event: IncidentEvent) -> None:
    kind = EventKind(event.kind)
    for table in _tables:
        if kind in table:
            table[kind](event)
