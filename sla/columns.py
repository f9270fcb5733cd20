"""What of a reading is stored with its clock: one table for those who write it and who check it."""

from typing import Any

from sla.domain.clock import Reading
from sla.domain.thresholds import next_at
from sla.models import Phase

# In this order `columns_of` gives their values.
READ_COLUMNS = (
    "severity",
    "budget",
    "spent",
    "read_at",
    "phase",
    "outcome",
    "is_assumed",
    "due_at",
    "stopped_at",
    "breached_at",
    "episode",
    "next_at",
    "parked",
)

LONGEST_REASON = 300  # characters of `parked`

# A clock whose severity now promises nothing: what else it shows is left as it was (PQ-10).
DROPPED = {
    "phase": Phase.STOPPED.value,
    "outcome": "none",
    "next_at": None,
    "due_at": None,
    "breached_at": None,
}


def columns_of(reading: Reading, thresholds: tuple[int, ...]) -> tuple[Any, ...]:
    """Return what a clock's row holds once this was read."""
    figures, state = reading.figures, reading.state
    return (
        reading.severity,
        figures.budget,
        figures.spent,
        reading.read_at,
        reading.phase.value,
        figures.outcome.value,
        reading.assumed,
        figures.due_at,
        reading.stopped_at,
        figures.breached_at,
        state.episode,
        next_at(reading, thresholds),
        figures.never[:LONGEST_REASON],
    )
