"""Incidents, the words said about them, and what happened to them."""

from incidents.models import belonging, sides  # noqa: F401 - they register triggers
from incidents.models.attachment import Attachment, FileVerdict
from incidents.models.change import (
    ChangeRequest,
    Consultation,
    MaintenanceEscalation,
    PlanningReview,
)
from incidents.models.draft import Draft
from incidents.models.escalation import Escalation, EscalationStep
from incidents.models.event import IncidentEvent
from incidents.models.inbound_mail import InboundMail, MailSource, MailState
from incidents.models.incident import Incident, NumberSeries
from incidents.models.link import IncidentLink
from incidents.models.macro import Macro
from incidents.models.message import Message
from incidents.models.problem import Problem, ProblemLink, ProblemSeries, ProblemStep
from incidents.models.reading import Reading
from incidents.models.rescue import EscalationDuty, RescuePlan
from incidents.models.saved_view import SavedView
from incidents.models.search_word import SearchWord
from incidents.models.supplier_request import SupplierRequest
from incidents.models.topic_request import TopicRequest
from incidents.models.watching import Mention, Watching
from portal.audit.history import keep_history

__all__ = [
    "Attachment",
    "ChangeRequest",
    "Consultation",
    "Draft",
    "Escalation",
    "EscalationDuty",
    "EscalationStep",
    "FileVerdict",
    "InboundMail",
    "Incident",
    "IncidentEvent",
    "IncidentLink",
    "Macro",
    "MailSource",
    "MailState",
    "MaintenanceEscalation",
    "Mention",
    "Message",
    "NumberSeries",
    "PlanningReview",
    "Problem",
    "ProblemLink",
    "ProblemSeries",
    "ProblemStep",
    "Reading",
    "RescuePlan",
    "SavedView",
    "SearchWord",
    "SupplierRequest",
    "TopicRequest",
    "Watching",
]

# Its first state and all deeds stand in its events; this sees what no deed told.
keep_history(Incident, fields=("owner", "severity", "status"), updates_only=True)
