"""What attainment pages say of a clock."""

from django import template

from contracts.domain.severities import Severity
from sla.models import Clock, Outcome

register = template.Library()


@register.filter
def severity_of(clock: Clock) -> Severity:
    """Return the severity whose promise a clock measures: not always the incident's present one."""
    return clock.incident.agreement.terms.severities[clock.severity]


@register.filter
def became(clock: Clock) -> str:
    """Say what became of a promise that is no longer open; what is not met in time is missed."""
    if clock.outcome == Outcome.NONE:
        return "without outcome"
    if clock.outcome == Outcome.MET:
        return "met"
    return "missed" if clock.stopped_at else "missed, still open"


@register.filter
def became_look(clock: Clock) -> str:
    """Return the class of the pill that says so."""
    return {Outcome.NONE: "plain", Outcome.MET: "ok"}.get(Outcome(clock.outcome), "bad")
