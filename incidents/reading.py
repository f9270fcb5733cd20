"""Who has read how far, and what is unread in a list."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from incidents.models import Incident, IncidentEvent, Reading
from incidents.models.incident import IncidentQuerySet
from incidents.news import visible_events
from portal.tenancy.models import Membership, Person


def mark_read(incident: Incident, membership: Membership, at: datetime) -> None:
    """Keep that the page was opened with all there is now on it; no write if nothing is new.

    When only deeds without a word are new, the instant stays: it says when the newest words were
    read.
    """
    before = Reading.objects.filter(incident=incident, person=membership.person_id).first()
    events = visible_events(incident, membership).filter(pk__gt=before.up_to_id if before else 0)
    newest = events.order_by("pk").values_list("pk", flat=True).last()
    if newest is None:
        return
    if before and not events.exclude(message=None).exists():
        at = before.at
    row = Reading(vendor_id=incident.vendor_id, incident=incident, up_to_id=newest, at=at)
    row.person_id = membership.person_id
    Reading.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["person", "incident"],
        update_fields=["up_to", "at"],
    )


def readers_of(incident: Incident, event: int) -> Iterable[Reading]:
    """Return who of the customer's side has read the incident up to an event, the first first."""
    theirs = incident.customer.memberships.values("person")
    read = Reading.objects.filter(incident=incident, up_to__gte=event, person__in=theirs)
    return read.select_related("person").order_by("at", "pk")


def with_unread(
    incidents: IncidentQuerySet, person: Person | int, *, for_staff: bool
) -> IncidentQuerySet:
    """Annotate rows of a list with `is_unread`: somebody else did something not yet read."""
    own = Reading.objects.filter(incident=OuterRef(OuterRef("pk")), person=person)
    read_up_to = Coalesce(Subquery(own.values("up_to")[:1]), 0)
    events = IncidentEvent.objects.filter(incident=OuterRef("pk"), pk__gt=read_up_to)
    if not for_staff:
        events = events.for_customer()
    return incidents.annotate(is_unread=Exists(events.filter(~Q(actor=person) | Q(actor=None))))
