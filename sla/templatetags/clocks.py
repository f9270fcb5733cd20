"""Clocks in templates: a page of a lower floor shows them without importing this one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from incidents.models import Incident
from portal.web.templatetags.sundial import duration, when
from sla.domain.rules import SeverityChange
from sla.domain.segments import Segment
from sla.folding import Folded, folded
from sla.models import Phase
from sla.queries import ClockNote, ClockView, TimeLeft, clocks_shown, time_left
from sla.strip import Strip, draw

register = template.Library()

LATE = 80  # percent used, from which a meter warns
METER = (
    '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="img"'
    ' aria-label="{} of the {} time used"><rect width="100" height="8" />'
    '<rect class="{}" width="{}" height="8" /></svg>'
)
IN_FULL = '<b>{}</b> <span class="muted small">{}</span> {}'

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


@register.filter
def in_words(left: TimeLeft | None) -> SafeString:
    """Write the time left of a row's nearest clock, its milestone beneath.

    By hand, as `meter` is: a list has fifty of them, and each as a template costs ten times that.
    """
    if left is None:
        return mark_safe('<span class="muted">no clock runs</span>')
    amount = duration(left.left)
    said = f'<span class="over">{amount} over</span>' if left.is_over else amount
    words = "waits" if left.phase == Phase.PAUSED else said
    assumed = ", assumed" if left.is_assumed else ""
    return format_html(
        '{}<br><span class="muted small">{}{}</span>',
        mark_safe(words),  # noqa: S308 - figures and fixed words
        left.milestone.capitalize(),
        assumed,
    )


@register.simple_tag(takes_context=True)
def in_full(context: template.Context, left: TimeLeft | None) -> SafeString:
    """Write the time left of a home page's row: until when, of which milestone, and its meter."""
    if left is None:
        return mark_safe('<span class="muted small">no clock runs</span>')
    is_paused = left.phase == Phase.PAUSED
    amount = f"{duration(left.left)} {'over' if left.is_over else 'left'}"
    due = when(context, None if is_paused else left.due_at)
    said = format_html("{}, {}", left.milestone, due) if due else left.milestone
    return format_html(IN_FULL, "waits" if is_paused else amount, said, meter(left))


@register.filter
def meter(left: TimeLeft | None) -> SafeString | str:
    """Draw how much of the budget is used; its figure in words for those who do not see it."""
    if left is None:
        return ""
    is_late = left.is_over or left.percent >= LATE
    look = "w" if left.phase == Phase.PAUSED else "b" if is_late else "u"
    used = "all" if left.is_over else f"{left.percent} %"
    return format_html(METER, used, left.milestone, look, left.percent)


@register.simple_tag
def clocks_of(incident: Incident, at: datetime) -> list[ClockView | ClockNote]:
    """Return an incident's clocks with their arithmetic; a note where there is none to show."""
    return clocks_shown(incident, at)


@register.simple_tag(takes_context=True)
def lines_of(context: template.Context, clock: ClockView) -> Sequence[Segment | Folded]:
    """Return a clock's arithmetic line by line; the middle of a long one only if `is_whole`."""
    segments = clock.reading.segments
    return segments if context.get("is_whole") else folded(segments)


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
