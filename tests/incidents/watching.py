"""Watching an incident: that a refusal changes nothing, that stored clocks are what facts say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from contracts.domain.targets import Milestone
from incidents.models import Escalation, EscalationStep, Incident, IncidentEvent, Message
from portal.audit.models import AuditEvent
from portal.kernel.refusal import Refusal
from portal.notify.models import OutgoingMail
from portal.tenancy.models import VendorOwned
from sla.models import Clock, Crossing
from sla.readings import facts_of, reading_of

TABLES: tuple[type[VendorOwned], ...] = (
    Incident,
    IncidentEvent,
    Message,
    Escalation,
    EscalationStep,
    Clock,
    Crossing,
    OutgoingMail,
    AuditEvent,
)


def everything() -> dict[str, list[Any]]:
    """Return all rows in scope that a deed could change."""
    return {
        table.__name__: list(table._default_manager.order_by("pk").values()) for table in TABLES
    }


@contextmanager
def refused(sentence: str, *, code: str) -> Iterator[None]:
    """Expect a refusal in these very words, and that it changes no row."""
    before = everything()
    with pytest.raises(Refusal) as refusal:
        yield
    assert (str(refusal.value), refusal.value.code) == (sentence, code)
    assert everything() == before


def kinds(incident: Incident) -> list[str]:
    """Return what has happened to an incident, in order."""
    return [event.kind for event in incident.events.in_order()]


def clock(incident: Incident, milestone: str) -> Clock:
    """Return a stored clock, once it was checked against a fresh reading of the facts."""
    assert_stored_as_read(incident)
    return Clock.objects.get(incident=incident, milestone=milestone)


def assert_stored_as_read(incident: Incident) -> None:
    """Compare every stored clock with a reading of the events at the same instant (CO-05)."""
    fresh = Incident.objects.select_related("contract__agreement", "customer").get(pk=incident.pk)
    facts = facts_of([fresh])
    for stored in Clock.objects.filter(incident=incident):
        reading = reading_of(fresh, Milestone(stored.milestone), facts, stored.read_at)
        if reading is None:
            assert (stored.phase, stored.outcome, stored.next_at) == ("stopped", "none", None)
            continue
        assert _columns(stored) == _columns(reading)
        assert stored.episode == reading.state.episode


COLUMNS = (
    "severity", "budget", "spent", "read_at", "phase", "outcome", "due_at", "stopped_at",
    "breached_at",
)  # fmt: skip


def _columns(row: object) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS}


def london(text: str) -> datetime:
    """Read a London wall time in the winter of 2026; without a date it is on Monday 2 March."""
    day = "2026-03-02 " if "-" not in text else ""
    return datetime.fromisoformat(f"{day}{text}+00:00")
