"""The status page as an Atom feed: an entry for each outage and each piece of maintenance."""

import re

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from availability.status import Happening, Status
from portal.tenancy.models import Vendor

CONTENT_TYPE = Atom1Feed.content_type
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no room for them


def feed_of(vendor: Vendor, status: Status) -> str:
    """This function will return the feed of what an audience is shown."""
    page = f"{settings.PORTAL_URL}/{vendor.slug}/status/"
    feed = Atom1Feed(
        title=f"{vendor.name} status",
        link=page,
        feed_url=f"{page}feed.atom",
        description="",
        language="en-GB",
    )
    entries = [*status.current, *status.planned, *status.past]
    for one in sorted(entries, key=lambda entry: entry.changed_at, reverse=True):
        feed.add_item(
            title=_printable(f"{one.words}: {one.title}"),
            link=f"{page}#{one.name}",
            unique_id=f"{page}#{one.name}",
            description=_printable(_words(one)),
            pubdate=one.start,
            updateddate=one.changed_at,
        )
    return str(feed.writeString("utf-8"))


def _words(one: Happening) -> str:
    until = f"until {one.end:%d %b %Y %H:%M} UTC" if one.end else "and still going on"
    lines = [f"{one.components}: {one.start:%d %b %Y %H:%M} UTC {until}."]
    lines += [
        f"{update.written_at:%d %b %H:%M} UTC, {update.get_stage_display()}: {update.words}"
        for update in one.updates
        if update.is_public
    ]
    return "\n\n".join(lines)


def _printable(text: str) -> str:
    return UNPRINTABLE.sub("", text)
