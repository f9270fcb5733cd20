"""Announcements for tests, written and published by the services that pages use."""

from datetime import datetime, timedelta
from typing import Any

from knowledgebase.announcements.queries import announcements_for
from knowledgebase.announcements.services import publish, save, start, withdraw
from knowledgebase.domain.announcing import Announced
from knowledgebase.models import Announcement
from portal.tenancy.models import Membership
from tests.cast import Site
from tests.factories import MONDAY

PRODUCT = "Care Pathway Management"


def announced(title: str = "Printing is quicker", **said: Any) -> Announced:
    """Return what is announced, with what a test changes in it."""
    return Announced(title=title, **({"text": "Letters print in **half** the time."} | said))


def draft(by: Membership, title: str = "Printing is quicker", **said: Any) -> Announcement:
    """Begin an announcement."""
    return start(by=by, said=announced(title, **said), at=MONDAY)


def out(
    by: Membership, title: str = "Printing is quicker", *, at: datetime = MONDAY, **said: Any
) -> Announcement:
    """Write and publish an announcement."""
    row = start(by=by, said=announced(title, **said), at=at)
    return publish(by=by, announcement=row, known=1, at=at)


def titles(*memberships: Membership, at: datetime = MONDAY) -> list[str]:
    """Return what these memberships may read, by title, the newest first."""
    rows = announcements_for(memberships, at)
    return [row.shown.title for row in rows if row.shown]


def keys_of_announcements(site: Site) -> dict[str, str]:
    """Leave an announcement for all customers, and say what stands in its addresses."""
    key = str(out(site.administrator).pk)
    return dict.fromkeys(("announcements/<int:pk>/", "api/announcements/<int:pk>/"), key)


def left_announcements(by: Membership, at: datetime) -> dict[str, int]:
    """Leave one that was corrected, one that waits for its hour, and one that was withdrawn."""
    row = out(by, kind="release", meant="versions", product=PRODUCT, at=at)
    said = announced("Printing is quicker", meant="versions", product=PRODUCT, versions=("5",))
    save(by=by, announcement=row, said=said, known=1, words="For version 5 alone", at=at)
    waits = draft(by, "Work on Sunday", kind="maintenance")
    publish(by=by, announcement=waits, known=1, on=at + timedelta(days=30), at=at)
    gone = out(by, "Closed on Friday", at=at)
    withdraw(by=by, announcement=gone, known=1, words="The day was wrong.", at=at)
    draft(by, "A new release is planned", kind="release")
    return {"announced": row.pk, "announcing": waits.pk, "unannounced": gone.pk}
