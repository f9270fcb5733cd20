"""Incidents, the words said about them, and what happened to them."""

from incidents.models.escalation import Escalation, EscalationStep
from incidents.models.event import IncidentEvent
from incidents.models.incident import Incident, NumberSeries
from incidents.models.message import Message
from incidents.models.supplier_request import SupplierRequest
from portal.audit.history import keep_history

__all__ = [
    "Escalation",
    "EscalationStep",
    "Incident",
    "IncidentEvent",
    "Message",
    "NumberSeries",
    "SupplierRequest",
]

# Its first state and all deeds stand in its events; this sees what no deed told.
keep_history(Incident, fields=("owner", "severity", "status"), updates_only=True)
