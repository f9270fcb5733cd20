"""The status page as an Atom feed: an entry for each outage and each piece of maintenance."""

from django.conf import settings

from availability.status import Happening, Status
from portal.feeds.atom import CONTENT_TYPE, Head, Item, written
from portal.tenancy.models import Vendor

__all__ = ["CONTENT_TYPE", "feed_of", "happenings", "id_of", "title_of", "words_of"]


def feed_of(vendor: Vendor, status: Status) -> str:
    """This function will return the feed of what an audience is shown."""
    site = f"{settings.PORTAL_URL}/{vendor.slug}"
    page = f"{site}/status/"
    head = Head(
        id=page,
        title=f"{vendor.name} status",
        link=page,
        address=f"{page}feed.atom",
        author=vendor.name,
        since=status.at,
    )
    return written(head, [_item(site, one) for one in happenings(status)]).decode()


def happenings(status: Status) -> list[Happening]:
    """This function will return all that happens or happened, what changed last first."""
    entries = [*status.current, *status.planned, *status.past]
    return sorted(entries, key=lambda entry: entry.changed_at, reverse=True)


def id_of(site: str, one: Happening) -> str:
    """This function will return the name under which feed readers know it for good."""
    return f"{site}/status/#{one.name}"


def title_of(one: Happening) -> str:
    """This function will return how it is called, with how it is."""
    return f"{one.words}: {one.title}"


def words_of(one: Happening) -> str:
    """This function will return what was said of it to everybody."""
    until = f"until {one.end:%d %b %Y %H:%M} UTC" if one.end else "and still going on"
    lines = [f"{one.components}: {one.start:%d %b %Y %H:%M} UTC {until}."]
    lines += [
        f"{update.written_at:%d %b %H:%M} UTC, {update.get_stage_display()}: {update.words}"
        for update in one.updates
        if update.is_public
    ]
    return "\n\n".join(lines)


def _item(site: str, one: Happening) -> Item:
    return Item(
        id=id_of(site, one),
        title=title_of(one),
        link=id_of(site, one),
        published=one.start,
        updated=one.changed_at,
        text=words_of(one),
    )
