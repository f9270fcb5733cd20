"""Holidays copied ahead of time, and administrators told where that cannot be done (LU-02)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from contracts.kept_calendars import KeptCalendar, customers_by_region, kept_calendars
from contracts.services.calendars import cover_holidays
from portal.kernel.refusal import Refusal
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.roles import Role


def cover_all(*, vendor: Vendor, at: datetime) -> int:
    """Copy what is missing of every region in use; return how many days were copied.

    A region that nobody knows holds up no other: it stays a gap, and `tell_of_gaps` says so.
    """
    copied = 0
    for region in customers_by_region(at=at):
        try:
            copied += cover_holidays(vendor=vendor, region=region, at=at)
        except Refusal:
            continue
    return copied


@transaction.atomic
def tell_of_gaps(*, vendor: Vendor, at: datetime) -> list[KeptCalendar]:
    """Tell administrators which regions lack years that clocks need, once a month each."""
    gaps = [kept for kept in kept_calendars(at=at) if kept.missing]
    if gaps:
        tell(_tellings(vendor, gaps, _administrators(), at))
    return gaps


def _tellings(
    vendor: Vendor, gaps: Iterable[KeptCalendar], people: Iterable[Person], at: datetime
) -> Iterator[Telling]:
    link = f"{settings.PORTAL_URL}/{vendor.slug}/calendars/"
    for gap in gaps:
        years = " and ".join(map(str, gap.missing))
        title = f"The holidays of {years} are missing for {gap.region}"
        for person in people:
            said = {"recipient": person, "vendor": vendor, "gap": gap, "years": years, "link": link}
            letter = Letter(
                vendor=vendor,
                key=f"calendar-gap-{gap.region}-{at:%Y-%m}",
                recipient=person.email,
                subject=title,
                text=render_to_string("contracts/mail/calendar_gap.txt", said),
                at=at,
            )
            yield Telling(
                person=person,
                topic=Topic.CONTRACTS,
                letter=letter,
                title=title,
                said="Clocks that reach into such a year wait until it is there.",
                path="/calendars/",
            )


def _administrators() -> list[Person]:
    rows = Membership.objects.current().filter(role=Role.ADMINISTRATOR)
    return [membership.person for membership in rows.select_related("person")]
