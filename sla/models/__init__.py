"""Clocks, what they crossed, what became of them, and the proof."""

from sla.models.clock import (
    BREACH,
    Clock,
    ClockQuerySet,
    ClockWarning,
    Crossing,
    Outcome,
    Phase,
)
from sla.models.replay import ReplayRun
from sla.models.verdict import ClockMove, Restatement, Verdict, VerdictQuerySet

__all__ = [
    "BREACH",
    "Clock",
    "ClockMove",
    "ClockQuerySet",
    "ClockWarning",
    "Crossing",
    "Outcome",
    "Phase",
    "ReplayRun",
    "Restatement",
    "Verdict",
    "VerdictQuerySet",
]
