"""Telling customers' people of what is announced: once each, as they have chosen (CO-08, LU-28).

Mail names neither title nor text where the vendor keeps what people write out of mail (PQ-12).
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from knowledgebase.announcements.reach import Reach
from knowledgebase.domain.announcing import Kind
from knowledgebase.models import Announcement
from portal.notify.models import Notification, OutgoingMail
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Person

LONGEST_IN_MAIL = 2_000  # characters, as of what is written about incidents


def thread_of(announcement: Announcement) -> str:
    """Return under what a person's news of it stand; it is also what each is told once."""
    return f"announcement-{announcement.pk}"


def path_of(announcement: Announcement) -> str:
    """Return where it is inside its vendor's site."""
    return f"/announcements/{announcement.pk}/"


def tell_people(announcement: Announcement, reach: Reach, *, at: datetime) -> None:
    """Tell all whom it reaches; who was told before is not told again."""
    tell(_telling(announcement, person, of, at) for person, of in reach.people.items())


def take_back(announcement: Announcement, but: Iterable[Person] = ()) -> None:
    """Let no mail about it leave any more, and no inbox lead to it, but those of some people.

    What has left has left. Mail that waits for somebody's morning would say what does not hold.
    """
    key = thread_of(announcement)
    waiting = OutgoingMail.objects.filter(vendor=announcement.vendor_id, key=key, sent_at=None)
    waiting.filter(next_try_at__isnull=False).delete()
    news = Notification.objects.filter(vendor=announcement.vendor_id, thread=key)
    news.exclude(person__in=[one.pk for one in but]).delete()


def _telling(announcement: Announcement, person: Person, customer: int, at: datetime) -> Telling:
    vendor, shown = announcement.vendor, announcement.newest
    is_open = not vendor.phi_mode
    kind = Kind(shown.kind).label
    link = f"{settings.PORTAL_URL}/{vendor.slug}{path_of(announcement)}"
    said = {
        "vendor": vendor,
        "recipient": person,
        "kind": kind,
        "title": shown.title if is_open else "",
        "text": _shortened(shown.text) if is_open else "",
        "link": link,
    }
    letter = Letter(
        vendor=vendor,
        key=thread_of(announcement),
        recipient=person.email,
        subject=f"{kind}: {shown.title}" if is_open else f"{vendor.name}: {kind.lower()}",
        text=render_to_string("knowledgebase/mail/announcement.txt", said),
        at=at,
        thread=thread_of(announcement),
    )
    return Telling(
        person=person,
        topic=Topic.ANNOUNCEMENTS,
        letter=letter,
        title=shown.title,
        said=f"{kind} of {vendor.name}.",
        path=path_of(announcement),
        customer_id=customer,
    )


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_IN_MAIL:
        return text
    return f"{text[:LONGEST_IN_MAIL].rsplit(maxsplit=1)[0]} […]"
