"""Which announcements somebody may read, and which of them are new to them (LU-28, CO-14)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from knowledgebase.announcements.holdings import held_by
from knowledgebase.domain.announcing import Stage
from knowledgebase.models import Announcement, AnnouncementReading
from knowledgebase.models.announcement import AnnouncementQuerySet
from portal.tenancy.models import Membership, Person

MOST_NEW = 3  # on a home page; the list has them all
MOST_SHOWN = 50  # of each kind that is not out


def announcements_for(memberships: Iterable[Membership], at: datetime) -> AnnouncementQuerySet:
    """Return what these memberships of one person at one vendor may read now, the newest first.

    This is the only door for all but those who write them: pages, API and feeds ask here. What
    is published stands in `shown`, joined; `published_at` and `changed_at` say since when. Ended
    memberships count for nothing, and without any nothing is theirs. Asked in the vendor's scope.
    """
    return visible_to(memberships, at).published().with_text()


def visible_to(memberships: Iterable[Membership], at: datetime) -> AnnouncementQuerySet:
    """Return what is, or was, out for these memberships: also what has been withdrawn since."""
    current = [one for one in memberships if one.ended_at is None]
    rows = Announcement.objects.exclude(published_at=None).order_by("-published_at", "-pk")
    if not current:
        return rows.none()
    rows = rows.filter(vendor__in={one.vendor_id for one in current})
    if any(one.is_staff_side for one in current):
        return rows
    customers = {one.customer_id for one in current if one.customer_id is not None}
    held = held_by(current[0].vendor, at, customers).values()
    return rows.meant_for(
        customers,
        frozenset[str]().union(*(one.tiers for one in held)),
        frozenset[str]().union(*(one.keys for one in held)),
    )


def with_reading(rows: AnnouncementQuerySet, person: Person) -> QuerySet[Announcement]:
    """Add up to which revision a person has read each: `read_up_to`, 0 where they have not."""
    read = AnnouncementReading.objects.filter(announcement=OuterRef("pk"), person=person)
    found = Subquery(read.values("revision")[:1])
    return rows.annotate(read_up_to=Coalesce(found, 0, output_field=IntegerField()))


def unread_of(rows: AnnouncementQuerySet, person: Person) -> QuerySet[Announcement]:
    """Return those of which a person has not read what is out now."""
    return with_reading(rows, person).filter(Q(read_up_to__lt=F("shown__number")))


def unread_for(memberships: Iterable[Membership], at: datetime) -> list[Announcement]:
    """Return the newest of what is out for somebody and new to them, for a home page."""
    known = list(memberships)
    # Mostly nothing is new, and that is asked sooner than what is meant for whom.
    if not known or not unread_of(Announcement.objects.published(), known[0].person).exists():
        return []
    return list(unread_of(announcements_for(known, at), known[0].person)[:MOST_NEW])


def in_the_making() -> dict[str, QuerySet[Announcement]]:
    """Return what is not out, by its state, for those who write announcements."""
    rows = Announcement.objects.with_text().select_related("head__by").order_by("-head__at", "-pk")
    return {
        "drafts": rows.filter(state=Stage.DRAFT)[:MOST_SHOWN],
        "scheduled": rows.filter(state=Stage.SCHEDULED).order_by("publish_at", "pk")[:MOST_SHOWN],
        "withdrawn": rows.filter(state=Stage.WITHDRAWN).order_by("-withdrawn_at")[:MOST_SHOWN],
    }
