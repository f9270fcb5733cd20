"""Services and what happened to them; closed months; monitors."""

from availability.models.backup import BackupKind, BackupRun
from availability.models.closing import ClosingKind, MonthClosing
from availability.models.closing_run import ClosingRun
from availability.models.exclusion import Exclusion, ExclusionDecision, Verdict
from availability.models.importing import ImportedRow, OutageImport, Sheet
from availability.models.maintenance import (
    Maintenance,
    MaintenanceComponent,
    MaintenanceSession,
    MaintenanceVersion,
)
from availability.models.notice import MaintenanceApproval, MaintenanceNotice, Means, NoticeKind
from availability.models.outage import (
    Effect,
    Outage,
    OutageComponent,
    OutageCustomer,
    OutageVersion,
)
from availability.models.probe import INTERVALS, MonitorToken, Probe, ProbeKind, TokenKind
from availability.models.proposal import OutageProposal, ProposalSource, ProposalState
from availability.models.sample import Sample, SampleDay, SampleSource
from availability.models.series import AvailabilitySeries
from availability.models.service import Component, ComponentUse, Service
from availability.models.slow import SlowSpell
from availability.models.ticket import OutageIncident, OutageNotice, OutageNoticeKind
from availability.models.update import Stage, StatusUpdate

__all__ = [
    "INTERVALS",
    "AvailabilitySeries",
    "BackupKind",
    "BackupRun",
    "ClosingKind",
    "ClosingRun",
    "Component",
    "ComponentUse",
    "Effect",
    "Exclusion",
    "ExclusionDecision",
    "ImportedRow",
    "Maintenance",
    "MaintenanceApproval",
    "MaintenanceComponent",
    "MaintenanceNotice",
    "MaintenanceSession",
    "MaintenanceVersion",
    "Means",
    "MonitorToken",
    "MonthClosing",
    "NoticeKind",
    "Outage",
    "OutageComponent",
    "OutageCustomer",
    "OutageImport",
    "OutageIncident",
    "OutageNotice",
    "OutageNoticeKind",
    "OutageProposal",
    "OutageVersion",
    "Probe",
    "ProbeKind",
    "ProposalSource",
    "ProposalState",
    "Sample",
    "SampleDay",
    "SampleSource",
    "Service",
    "Sheet",
    "SlowSpell",
    "Stage",
    "StatusUpdate",
    "TokenKind",
    "Verdict",
]
