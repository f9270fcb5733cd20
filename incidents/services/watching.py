"""Following an incident: by one's own wish, or because a note names somebody."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from incidents.access import acting
from incidents.models import Incident, Mention, Message, Watching
from incidents.watching import staff_named
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act


@transaction.atomic
def watch(*, incident: Incident, by: Membership, at: datetime) -> Incident:
    """Tell this membership from now on what happens to the incident; twice is as once."""
    acting([by], incident, Act.FOLLOW_INCIDENTS)
    _add(incident, [by], at)
    return incident


@transaction.atomic
def stop_watching(*, incident: Incident, by: Membership, at: datetime) -> Incident:
    """Tell this membership no more of the incident than its part in it asks for."""
    del at  # that somebody watched is no fact that any figure needs
    acting([by], incident, Act.FOLLOW_INCIDENTS)
    Watching.objects.filter(incident=incident, membership=by).delete()
    return incident


def mention(message: Message, at: datetime) -> list[Membership]:
    """Keep whom a note names, and let them watch from now on; its writer is not among them.

    :raises Refusal: if the message is public: names in it are the customer's business.
    """
    if not message.is_internal:
        raise Refusal("Only notes name people of the desk.", code="not_a_note")
    named = [one for one in staff_named(message.text) if one.person_id != message.author_id]
    Mention.objects.bulk_create(
        Mention(vendor_id=message.vendor_id, message=message, membership=one) for one in named
    )
    _add(message.incident, named, at)
    return named


def follow_on(*, incident: Incident, into: Incident, at: datetime) -> None:
    """Let who reported or watches a duplicate watch the incident as which it goes on."""
    theirs = Q(person=incident.reporter_id, customer=incident.customer_id)
    rows = Membership.objects.current().filter(theirs | Q(watchings__incident=incident)).distinct()
    _add(into, [one for one in rows if one.person_id != into.reporter_id], at)


def _add(incident: Incident, memberships: list[Membership], at: datetime) -> None:
    Watching.objects.bulk_create(
        [
            Watching(vendor_id=incident.vendor_id, incident=incident, membership=one, since=at)
            for one in memberships
        ],
        ignore_conflicts=True,
    )
