"""Who is told what by mail when something happens to an incident (LU-11, CO-08).

Mails name the incident and lead to it; what was written stays in the portal, since it may hold
what must not travel by mail (PQ-12). Recipients are those whose turn it becomes.
"""

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string

from incidents.domain.kinds import EventKind
from incidents.events import Reaction
from incidents.models import IncidentEvent
from portal.notify.services import post
from portal.tenancy.models import Person

# What the contact is told, and what the owner is.
TO_CONTACT: Mapping[EventKind, str] = {
    EventKind.REPORTED: "We have received your report; its number is {number}.",
    EventKind.REPLIED: "{who} replied.",
    EventKind.QUESTION_ASKED: "{who} asks you for information; work goes on with your answer.",
    EventKind.SOLUTION_PROVIDED: "{who} provided a solution. Please confirm or reject it.",
    EventKind.SEVERITY_SET: "{who} changed the severity after consulting you.",
    EventKind.CLOSED: "The incident is closed.",
}
TO_OWNER: Mapping[EventKind, str] = {
    EventKind.CUSTOMER_REPLIED: "{who} wrote.",
    EventKind.SOLUTION_REJECTED: "{who} says that the solution does not hold.",
    EventKind.REOPENED: "{who} reopened it.",
    EventKind.CONFIRMED: "{who} confirmed the solution.",
    EventKind.OWNER_SET: "{who} gave it to you.",
}


def tell_contact(event: IncidentEvent) -> None:
    """Mail the contact who reported it, unless they did it themselves."""
    reporter = event.incident.reporter
    if event.actor_id != reporter.pk or event.kind == EventKind.REPORTED:
        _tell(event, reporter, TO_CONTACT[EventKind(event.kind)])


def tell_owner(event: IncidentEvent) -> None:
    """Mail the owner, if there is one, unless they did it themselves."""
    owner = event.incident.owner
    if owner is not None and event.actor_id != owner.pk:
        _tell(event, owner, TO_OWNER[EventKind(event.kind)])


def _tell(event: IncidentEvent, recipient: Person, sentence: str) -> None:
    incident = event.incident
    said = sentence.format(who=event.actor, number=incident)
    link = f"{settings.PORTAL_URL}/{incident.vendor.slug}/incidents/{incident}/"
    context = {"incident": incident, "recipient": recipient, "said": said, "link": link}
    first = event.kind == EventKind.REPORTED
    post(
        vendor=incident.vendor,
        key=f"incident-{incident.pk}" if first else f"incident-{incident.pk}-{event.pk}",
        recipient=recipient.email,
        subject=f"[{incident}] {incident.title}",
        text=render_to_string("incidents/mail/event.txt", context),
        at=event.at,
        thread=f"incident-{incident.pk}",
    )


REACTIONS: Mapping[EventKind, Reaction] = {
    **dict.fromkeys(TO_CONTACT, tell_contact),
    **dict.fromkeys(TO_OWNER, tell_owner),
}
