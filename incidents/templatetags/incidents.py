"""What an incident's agreement calls things, and how long ago something was said."""

from datetime import datetime, timedelta

from django import template

from contracts.domain.severities import Severity
from contracts.domain.workflow import Status, WaitingOn
from incidents.models import Incident
from incidents.queries import status_of

register = template.Library()

LOUDEST = {1: "crit", 2: "bad"}  # by rank; the word says it as well as the colour


@register.filter
def severity(incident: Incident) -> Severity:
    """Return an incident's severity as its agreement describes it."""
    return incident.contract.agreement.terms.severities[incident.severity]


@register.filter
def station(incident: Incident) -> Status:
    """Return the station at which an incident stands."""
    return status_of(incident)


@register.filter
def look(severity: Severity) -> str:
    """Return the class of a severity's pill."""
    return LOUDEST.get(severity.rank, "plain")


@register.filter
def turn(status: Status) -> str:
    """Return the class of the pill that says whose move it is."""
    return {WaitingOn.VENDOR: "us", WaitingOn.CUSTOMER: "you"}.get(status.waiting_on, "plain")


@register.filter
def ago(at: datetime, now: datetime) -> str:
    """Write how long ago an instant was, in its largest unit: 4 min, 3 h, 2 d."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return "now"
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)} h"
    return f"{passed.days} d"
