"""What reports keep of their own: reports of critical incidents, what was issued and sent."""

from reports.models.bundle import BundleEntry, ReportBundle
from reports.models.critical import (
    LONGEST_CHANGES,
    LONGEST_SECTION,
    CriticalIssue,
    CriticalReport,
    CriticalStep,
)
from reports.models.monthly import IssuedReport, ReportSeries
from reports.models.run import ReportRun
from reports.models.schedule import ReportSchedule, ScheduleRecipient

__all__ = [
    "LONGEST_CHANGES",
    "LONGEST_SECTION",
    "BundleEntry",
    "CriticalIssue",
    "CriticalReport",
    "CriticalStep",
    "IssuedReport",
    "ReportBundle",
    "ReportRun",
    "ReportSchedule",
    "ReportSeries",
    "ScheduleRecipient",
]
