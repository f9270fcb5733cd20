"""The rows of an escalation, and who holds a level: what asking and missing share (LU-22)."""

from datetime import datetime

from incidents.domain.escalation import Cause, written_place
from incidents.ladder import Crew, holders, rung_at
from incidents.models import Escalation, EscalationStep, Incident, IncidentEvent
from portal.tenancy.models import Person


def opened(event: IncidentEvent, cause: Cause, missed_at: datetime | None = None) -> Escalation:
    """Return the row of an escalation that an event has opened."""
    return Escalation(
        vendor_id=event.vendor_id,
        incident=event.incident,
        opened_at=event.at,
        opened_by=event.actor,
        cause=cause,
        reason=event.words,
        missed_at=missed_at,
    )


def step_to(row: Escalation, event: IncidentEvent, crew: Crew) -> EscalationStep:
    """Return the row that keeps when, why and to whom an escalation came to its level."""
    return EscalationStep(
        vendor_id=row.vendor_id,
        escalation=row,
        level=row.level,
        at=event.at,
        holder=holder_of(event.incident, row.level, crew),
        why=event.words,
    )


def holder_of(incident: Incident, level: int, crew: Crew) -> Person | None:
    """Return who holds a level of this incident's ladder; None: nobody stands there."""
    return next(iter(holders(incident, rung_at(incident, level).holder, crew)), None)


def place_of(incident: Incident, level: int, crew: Crew) -> str:
    """Return how the event is to keep to which level it went."""
    return written_place(level, is_vacant=holder_of(incident, level, crew) is None)
