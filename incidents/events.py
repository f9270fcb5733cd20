"""Recording what happened, and telling the apps that react to it.

An app above registers one table, kind -> reaction, from its `reactions.py`. Reactions run in the
transaction of the event, in the order in which the apps are installed: lower floors first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from incidents.domain.kinds import EventKind
from incidents.models import Incident, IncidentEvent
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Person

type Reaction = Callable[[IncidentEvent], None]

_tables: list[Mapping[EventKind, Reaction]] = []


def register(table: Mapping[EventKind, Reaction]) -> None:
    """Register an app's table of reactions; registering the same table again changes nothing."""
    if not any(known is table for known in _tables):
        _tables.append(table)


def record(
    incident: Incident, kind: EventKind, *, actor: Person | None, at: datetime, **facts: Any
) -> IncidentEvent:
    """Write what happened, and let the apps that react do so.

    :raises Refusal: if it would have happened before something already recorded: a clock that
        was told to others must not be changed by a late arrival.
    """
    if at < incident.last_event_at:
        raise Refusal(
            f"{incident} already has an event at {incident.last_event_at:%d %b %Y %H:%M:%S} UTC; "
            f"nothing can be recorded before it (at {at:%d %b %Y %H:%M:%S} UTC).",
            code="out_of_order",
        )
    event = IncidentEvent.objects.create(
        vendor_id=incident.vendor_id, incident=incident, kind=kind, actor=actor, at=at, **facts
    )
    incident.last_event_at = at
    incident.save(update_fields=["last_event_at"])
    for table in _tables:
        if kind in table:
            table[kind](event)
    return event
