"""What reports keep of their own: reports of critical incidents."""

from reports.models.critical import (
    LONGEST_CHANGES,
    LONGEST_SECTION,
    CriticalIssue,
    CriticalReport,
    CriticalStep,
)

__all__ = [
    "LONGEST_CHANGES",
    "LONGEST_SECTION",
    "CriticalIssue",
    "CriticalReport",
    "CriticalStep",
]
