"""What is new on an incident for somebody who has seen it up to an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents import presence
from incidents.models import Incident, IncidentEvent
from incidents.models.event import IncidentEventQuerySet
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


@dataclass(frozen=True, slots=True)
class News:
    """How much came after an event, and who else is here."""

    new: int
    present: Sequence[presence.Present]


def look(
    incident: Incident, membership: Membership, *, after: int, doing: str, at: datetime
) -> News:
    """Return the news of an incident, and take note that the reader is here.

    Who works on what is the vendor's own business: customers see nobody.

    :param doing: reading or writing; empty: it is only asked, by nobody who is there.
    """
    if doing:
        presence.be_here(incident, membership, is_writing=doing == "writing", at=at)
    others = presence.others_on([incident], membership, at) if membership.is_staff_side else {}
    return News(news(incident, membership, after).count(), others.get(incident.pk, []))


def visible_events(incident: Incident, membership: Membership) -> IncidentEventQuerySet:
    """Return what this membership is shown of what happened."""
    events: IncidentEventQuerySet = IncidentEvent.objects.filter(incident=incident)
    return events if may(membership, Act.READ_NOTES) else events.for_customer()


def news(incident: Incident, membership: Membership, after: int) -> IncidentEventQuerySet:
    """Return what came after an event, but not what one did oneself without a word.

    Events of an incident are recorded one by one, with its row locked: their keys go up.
    """
    return (
        visible_events(incident, membership)
        .filter(pk__gt=after)
        .exclude(actor=membership.person_id, message=None)
    )


def newer_words(incident: Incident, membership: Membership, after: int) -> IncidentEventQuerySet:
    """Return what came after an event that both sides can read: an answer should know of it.

    One's own messages are among them: whoever presses twice, or writes in two windows, is asked.
    """
    return news(incident, membership, after).for_customer()
