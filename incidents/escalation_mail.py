"""Who is mailed when an incident comes to a level of its ladder, or leaves it (LU-22, CO-08).

The reason that a person gave stays in the portal, like all that is written there (PQ-12); that a
target was missed is the portal's own finding and may be said.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.template.loader import render_to_string

from contracts.wording import rung_duties
from incidents.domain.escalation import read_place
from incidents.ladder import Crew, Ear, rung_at, told_of
from incidents.models import Incident, IncidentEvent
from portal.notify.services import Letter, post_all
from portal.tenancy.models import Person

# What each is told, after what has happened.
WHAT_FOR: Mapping[Ear, str] = {
    Ear.HOLDER: "It is with you. Level {level} {duties} ({clause}).",
    Ear.MANAGER: "Nobody stands on that level yet, so you are told: somebody has to take it on.",
    Ear.FAST_TRACK: "{customer} is on {tier}, so you hear of it at once.",
}


def tell_of_place(events: Iterable[IncidentEvent], crew: Crew) -> None:
    """Mail who hears that incidents came to a level, and those who reported them."""
    post_all([letter for event in events for letter in _of_place(event, crew)])


def tell_of_end(event: IncidentEvent, holder: Person | None) -> None:
    """Mail the reporter and whoever stood on the level that the escalation has ended."""
    told = {person.pk: person for person in (event.incident.reporter, holder) if person}
    said = f"{event.actor} ended the escalation. The reason stands on its page; work goes on."
    post_all([_letter(event, one, said) for one in told.values() if one.pk != event.actor_id])


def _of_place(event: IncidentEvent, crew: Crew) -> Iterator[Letter]:
    incident = event.incident
    level, _ = read_place(event.reason)
    happened = _happened(event, level)
    told = told_of(incident, rung_at(incident, level), crew)
    for one in told:
        if one.person.pk != event.actor_id:
            yield _letter(event, one.person, f"{happened} {_what_for(incident, level, one.ear)}")
    reporter = incident.reporter
    if reporter.pk not in {event.actor_id, *(one.person.pk for one in told)}:
        yield _letter(event, reporter, happened)


def _happened(event: IncidentEvent, level: int) -> str:
    place = f"level {level} ({rung_at(event.incident, level).title})"
    if event.actor is None:
        return f"It was escalated to {place}: {event.words}."
    return f"{event.actor} escalated it to {place}; the reason stands on its page."


def _what_for(incident: Incident, level: int, ear: Ear) -> str:
    rung = rung_at(incident, level)
    return WHAT_FOR[ear].format(
        level=level,
        duties=", ".join(rung_duties(rung)),
        clause=rung.clause.ref,
        customer=incident.customer,
        tier=incident.tier_name,
    )


def _letter(event: IncidentEvent, recipient: Person, said: str) -> Letter:
    incident = event.incident
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}/incidents/{incident}/"
    context = {"incident": incident, "recipient": recipient, "said": said, "link": link}
    return Letter(
        vendor=incident.vendor,
        key=f"incident-{incident.pk}-{event.pk}",
        recipient=recipient.email,
        subject=f"[{incident}] {incident.title}",
        text=render_to_string("incidents/mail/event.txt", context),
        at=event.at,
        thread=f"incident-{incident.pk}",
    )
