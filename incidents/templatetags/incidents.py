"""What an incident's agreement calls things, and how long ago something was said."""

import re
from collections.abc import Iterable, Sized
from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contracts.domain.intake import Channel, ChannelKind
from contracts.domain.severities import Severity
from contracts.domain.workflow import Status, WaitingOn
from incidents.domain.kinds import EventKind
from incidents.domain.severity import (
    HINDRANCES,
    REACHES,
    Hindrance,
    Reach,
)
from incidents.domain.severity import is_grave as is_grave_rank
from incidents.models import Incident
from incidents.queries import Entry, status_of
from portal.web.addresses import vendor_url

register = template.Library()

# What stands first in a row of a list: number, address, title, and who else is on it.
READ = '<span class="num number">{}</span><a class="title" href="{}">{}</a> {}'
UNREAD = (
    '<span class="num number">{}</span><a class="title unread" href="{}">{}</a>'
    ' <span class="visually-hidden">unread</span> {}'
)
PRESENT = '<span class="pill plain small">{} {}</span> '

# What a message was, by the kind of its event: the look and the words of its pill.
SAID = {
    EventKind.CALL_LOGGED: ("plain small", "By telephone"),
    EventKind.QUESTION_ASKED: ("you small", "Question"),
    EventKind.SOLUTION_PROVIDED: ("ok small", "Solution"),
    EventKind.SOLUTION_REJECTED: ("bad small", "The solution does not hold"),
    EventKind.REOPENED: ("plain small", "Reopened"),
}
BEGINNING = 60  # characters
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
def named(incident: Incident) -> SafeString:
    """Write what stands first in a row of a list: number and title, unread or not, who is on it.

    By hand, as the time left is (sla.templatetags.clocks): a list has fifty of them.
    """
    number = str(incident)
    others = format_html_join("", PRESENT, ((one.name, one.doing) for one in incident.present))  # type: ignore[attr-defined]  # incidents.pages.attention
    return format_html(
        UNREAD if incident.is_unread else READ,  # type: ignore[attr-defined]  # incidents.pages.rows
        number,
        vendor_url(incident.vendor, "incidents:detail", number),
        incident.title,
        others,
    )


@register.filter
def severity_pill(incident: Incident) -> SafeString:
    """Write an incident's severity as rows of lists show it."""
    known = severity(incident)
    return _pill(look(known), f"{known.rank} {known.name}")


@register.filter
def station_pills(incident: Incident, for_staff: bool) -> SafeString:
    """Write where an incident stands, in its reader's words, and on which level if on any."""
    known = status_of(incident)
    stands = _pill(turn(known), known.staff_label if for_staff else known.customer_label)
    level: int | None = incident.escalated_to  # type: ignore[attr-defined]  # incidents.pages.rows
    return stands + _pill("bad", f"Escalated, level {level}") if level else stands


@register.filter
def kind_pill(entry: Entry) -> SafeString | str:
    """Say what a message of the story was, where it was more than words."""
    if entry.message and entry.message.is_internal:
        is_routed = entry.kind is EventKind.ROUTED
        return _pill(
            "plain small",
            f"Handed over to {entry.words}, internal" if is_routed else "Internal note",
        )
    return _pill(*SAID[entry.kind]) if entry.kind in SAID else ""


@lru_cache(maxsize=1_000)
def _pill(look: str, words: str) -> SafeString:
    # The same few stand in every row of every list.
    return format_html('<span class="pill {}">{}</span>', look, words)


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
def beginning(text: str) -> str:
    """Return how a text begins, in a line of a choice."""
    return text if len(text) <= BEGINNING else f"{text[: BEGINNING - 1]}…"


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
