"""Clocks in templates: a page of a lower floor shows them without importing this one."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from incidents.models import Incident
from sla.domain.rules import SeverityChange
from sla.queries import ClockNote, ClockView, TimeLeft, clocks_shown, time_left
from sla.strip import Strip, draw

register = template.Library()

# What each reading of a severity change means, in a sentence's words (LU-15).
READINGS = {
    SeverityChange.RESTATE: "counted from the report on the new severity's hours",
    SeverityChange.CARRY: "with what was used before the change kept as it was",
}


@register.simple_tag
def with_time_left(
    incidents: Iterable[Incident], at: datetime
) -> list[tuple[Incident, TimeLeft | None]]:
    """Return each incident of a list with the clock of it that runs out first."""
    rows = list(incidents)
    left = time_left(rows, at)
    return [(incident, left.get(incident.pk)) for incident in rows]


@register.simple_tag
def clocks_of(incident: Incident, at: datetime) -> list[ClockView | ClockNote]:
    """Return an incident's clocks with their arithmetic; a note where there is none to show."""
    return clocks_shown(incident, at)


@register.filter
def next_due(clocks: Iterable[ClockView | ClockNote]) -> ClockView | None:
    """Return the clock that is due next, if any runs."""
    running = [clock for clock in clocks if isinstance(clock, ClockView) and clock.is_going]
    due = [(clock.reading.due_at, clock) for clock in running if clock.reading.due_at]
    return min(due, key=lambda pair: pair[0])[1] if due else None


@register.filter
def going(clocks: Iterable[ClockView | ClockNote], milestone: str = "") -> bool:
    """Say whether a clock is still to be met: that of a milestone, or any."""
    return any(
        isinstance(clock, ClockView) and clock.is_going and milestone in ("", clock.milestone)
        for clock in clocks
    )


@register.simple_tag(takes_context=True)
def strip(context: template.Context, clock: ClockView, whom: str) -> Strip:
    """Return the drawing of a clock; `whom` is who is waited for, such as "you"."""
    return draw(clock.reading, ZoneInfo(str(context.get("reader_zone", "UTC"))), whom)


@register.filter
def meaning(reading: SeverityChange) -> str:
    """Say what a reading of a severity change is."""
    return READINGS[reading]
