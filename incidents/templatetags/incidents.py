"""What an incident's agreement calls things, and how long ago something was said."""

import re
from collections.abc import Iterable, Sized
from datetime import datetime, timedelta

from django import template

from contracts.domain.intake import Channel, ChannelKind
from contracts.domain.severities import Severity
from contracts.domain.workflow import Status, WaitingOn
from incidents.domain.severity import (
    HINDRANCES,
    REACHES,
    Hindrance,
    Reach,
)
from incidents.domain.severity import is_grave as is_grave_rank
from incidents.models import Incident
from incidents.queries import status_of

register = template.Library()

LOUDEST = {1: "crit", 2: "bad"}  # by rank; the word says it as well as the colour


@register.filter
def severity(incident: Incident) -> Severity:
    """Return an incident's severity as its agreement describes it."""
    return incident.agreement.terms.severities[incident.severity]


@register.filter
def station(incident: Incident) -> Status:
    """Return the station at which an incident stands."""
    return status_of(incident)


@register.filter
def look(severity: Severity) -> str:
    """Return the class of a severity's pill."""
    return LOUDEST.get(severity.rank, "plain")


@register.filter
def reach(key: str) -> str:
    """Return how far an incident reaches, in the words of its question."""
    return REACHES.get(Reach(key), "") if key in set(Reach) else ""


@register.filter
def hindrance(key: str) -> str:
    """Return whether work goes on, in the words of its question."""
    return HINDRANCES.get(Hindrance(key), "") if key in set(Hindrance) else ""


@register.filter
def is_grave(severity: Severity, severities: Sized) -> bool:
    """Say whether a severity is what a handbook calls critical or high: one calls then as well."""
    return is_grave_rank(severity.rank, len(severities))


@register.filter
def grave(severities: Iterable[Severity]) -> list[Severity]:
    """Return those among an agreement's severities that are critical or high."""
    known = list(severities)
    return [one for one in known if is_grave(one, known)]


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


@register.filter
def telephones(channels: Iterable[Channel]) -> list[Channel]:
    """Return the channels that are telephone numbers, where the vendor publishes any."""
    return [one for one in reachable(channels) if one.kind is ChannelKind.TELEPHONE]


@register.filter
def reachable(channels: Iterable[Channel]) -> list[Channel]:
    """Return the channels beside the portal that have an address."""
    return [one for one in channels if one.address and one.kind is not ChannelKind.PORTAL]


@register.filter
def dial(number: str) -> str:
    """Return what is dialled: +44(0)203 137 9999 is +442031379999, the 0 is for callers inside."""
    return re.sub(r"[^+0-9]", "", number.replace("(0)", ""))
