"""What is new on an incident for somebody who has seen it up to an event."""

from incidents.models import Incident, IncidentEvent
from incidents.models.event import IncidentEventQuerySet
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


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
