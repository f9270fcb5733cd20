"""What another severity would do to an incident's clocks: both, side by side (LU-12, LU-15)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.domain.targets import Milestone
from incidents.models import Incident
from sla.queries import ClockNote, ClockView, clocks_if_classified, clocks_shown


@dataclass(frozen=True, slots=True)
class Changed:
    """One milestone's clock as it stands, and as it would stand."""

    before: ClockView | ClockNote
    after: ClockView | ClockNote

    @property
    def milestone(self) -> Milestone:
        """Which of the two clocks it is."""
        return self.before.milestone

    @property
    def is_same(self) -> bool:
        """Whether nothing changes: a milestone already reached keeps its outcome (LU-15)."""
        return _figures(self.before) == _figures(self.after)

    @property
    def becomes_missed(self) -> bool:
        """Whether the change alone would make it missed."""
        return _outcome(self.after) == "missed" != _outcome(self.before)


def changed(incident: Incident, severity: str, at: datetime) -> list[Changed]:
    """Return each milestone before and after a change of severity; nothing is written."""
    at = max(at, incident.last_event_at)
    before, after = clocks_shown(incident, at), clocks_if_classified(incident, severity, at)
    return [Changed(*pair) for pair in zip(before, after, strict=True)]


def _outcome(clock: ClockView | ClockNote) -> str:
    return clock.reading.outcome if isinstance(clock, ClockView) else ""


def _figures(clock: ClockView | ClockNote) -> tuple[object, ...]:
    if isinstance(clock, ClockNote):
        return (clock.why,)
    reading = clock.reading
    return reading.severity, reading.budget, reading.spent, reading.due_at, reading.outcome
