"""What a person is offered, and the addresses that they have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.feeds.addresses import link_of
from portal.feeds.models import FeedAddress
from portal.feeds.registry import Feed, Reader, Subject, feed_named, feeds_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A feed as one person is offered it."""

    feed: Feed
    subject: Subject | None  # None: there is nothing to read for them any more
    row: FeedAddress | None = None
    link: str = ""  # the whole address, where they have one

    @property
    def title(self) -> str:
        """What it is called."""
        return self.subject.title if self.subject else self.feed.label


def offer_of(feed: Feed, reader: Reader) -> Offer | None:
    """Return one feed with the reader's address of it; None: there is nothing for them."""
    subject = feed.subject_for(reader)
    if subject is None:
        return None
    rows = FeedAddress.objects.open().filter(vendor=reader.vendor, person=reader.person)
    row = rows.filter(feed=feed.name, about=reader.about).first()
    return _offer(feed, subject, reader, row)


def offers_for(reader: Reader) -> list[Offer]:
    """Return the feeds that are offered to all who may read them, with the reader's addresses."""
    rows = {row.feed: row for row in _rows(reader) if row.about is None}
    offers = []
    for feed in feeds_in():
        subject = None if feed.is_about_one else feed.subject_for(reader)
        if subject is not None:
            offers.append(_offer(feed, subject, reader, rows.get(feed.name)))
    return offers


def addresses_of(reader: Reader) -> list[Offer]:
    """Return all addresses that a person has here; as many questions as there are kinds of feeds.

    Also those of what is gone: they open nothing, and are shown so that they can be revoked.
    """
    rows = _rows(reader)
    offers = []
    known: dict[str, Mapping[int | None, Subject]] = {}
    for row in rows:
        feed = feed_named(row.feed)
        if feed is None:
            continue
        if feed.name not in known:
            known[feed.name] = _subjects(feed, reader, rows)
        offers.append(_offer(feed, known[feed.name].get(row.about), reader, row))
    return offers


def _subjects(
    feed: Feed, reader: Reader, rows: Iterable[FeedAddress]
) -> Mapping[int | None, Subject]:
    if feed.is_about_one:
        keys = {row.about for row in rows if row.feed == feed.name and row.about is not None}
        return dict(feed.subjects_for(reader, keys).items())
    subject = feed.subject_for(reader)
    return {None: subject} if subject else {}


def _rows(reader: Reader) -> list[FeedAddress]:
    rows = FeedAddress.objects.open().filter(vendor=reader.vendor, person=reader.person)
    return list(rows)


def _offer(feed: Feed, subject: Subject | None, reader: Reader, row: FeedAddress | None) -> Offer:
    link = link_of(row, reader.vendor) if row else ""
    return Offer(feed=feed, subject=subject, row=row, link=link)
