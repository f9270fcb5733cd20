"""What is read at an address: who it belongs to, what they may see now, and what that says.

Every fetch asks again. Whoever has no business here any more, may not see the thing, or has
revoked the address finds nothing, and is not told which of these it was (CO-03).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q

from portal.feeds import atom, ical
from portal.feeds.addresses import Said, link_of
from portal.feeds.models import FeedAddress
from portal.feeds.registry import MOST, Entry, Feed, Form, Reader, Subject, feed_named, tag_of
from portal.tenancy.models import Membership, Person, Vendor

OFTEN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An address that is somebody's, and what its feed is for them."""

    row: FeedAddress
    feed: Feed
    reader: Reader
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a feed says, and since when it has said that."""

    content: bytes
    content_type: str
    etag: str
    changed_at: datetime


def reader_for(vendor: Vendor, person: Person, at: datetime, about: int | None) -> Reader | None:
    """Return somebody as a reader, by what they are here now; None: they are nothing."""
    rows = Membership.objects.current().filter(vendor=vendor, person=person)
    memberships = list(rows.select_related("customer"))
    if not memberships or not person.is_active:
        return None
    return Reader(vendor=vendor, person=person, memberships=memberships, at=at, about=about)


def opened(said: Said, form: Form, at: datetime) -> Opened | None:
    """Return what an address opens now, in the vendor's scope; None whatever the reason is."""
    rows = FeedAddress.objects.open().filter(vendor=said.vendor, signed_token=said.signed_token)
    row = rows.select_related("person").first()
    feed = feed_named(row.feed) if row else None
    if row is None or feed is None or feed.form != form:
        return None
    reader = reader_for(said.vendor, row.person, at, row.about)
    subject = feed.subject_for(reader) if reader else None
    if reader is None or subject is None:
        return None
    return Opened(row=row, feed=feed, reader=reader, subject=subject)


def written(one: Opened) -> Written:
    """Return what an address says now, and note that it was read."""
    if one.feed.form is Form.CALENDAR:
        content = ical.written(_title(one), one.feed.content(one.reader))
        digest, weak = sha256(ical.unstamped(content)).hexdigest(), "W/"
        content_type = ical.CONTENT_TYPE
    else:
        content = atom.written(_head(one), _items(one))
        digest, weak = sha256(content).hexdigest(), ""
        content_type = atom.CONTENT_TYPE
    return Written(
        content=content,
        content_type=content_type,
        etag=f'{weak}"{digest[:32]}"',
        changed_at=_noted(one, digest),
    )


def _noted(one: Opened, digest: str) -> datetime:
    """Note the fetch, at most once a minute, and return since when it has said the same."""
    row, at = one.row, one.reader.at
    rows = FeedAddress.objects.filter(pk=row.pk)
    if row.digest != digest or row.changed_at is None:
        rows.update(digest=digest, changed_at=at, last_fetched_at=at)
        return at
    rows.filter(Q(last_fetched_at=None) | Q(last_fetched_at__lte=at - OFTEN)).update(
        last_fetched_at=at
    )
    return row.changed_at


def _title(one: Opened) -> str:
    # What one thing is called was typed by somebody, as its texts were.
    typed = one.feed.is_about_one and one.reader.vendor.phi_mode
    return f"{one.reader.vendor.name}: {one.feed.label if typed else one.subject.title}"


def _head(one: Opened) -> atom.Head:
    vendor = one.reader.vendor
    return atom.Head(
        id=tag_of(vendor, "feed", one.row.pk),
        title=_title(one),
        link=f"{one.reader.site}/{one.subject.path}",
        address=link_of(one.row, vendor),
        author=vendor.name,
        since=one.row.made_at,
    )


def _items(one: Opened) -> list[atom.Item]:
    carries = not one.reader.vendor.phi_mode
    entries: Iterable[Entry] = one.feed.content(one.reader)
    return [
        atom.Item(
            id=entry.id,
            title=entry.title if carries else entry.bare,
            link=f"{one.reader.site}/{entry.path}",
            updated=entry.updated,
            published=entry.published,
            text=entry.text if carries else "",
        )
        for entry in list(entries)[:MOST]
    ]
