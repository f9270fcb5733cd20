"""What can be fed: each app registers its feeds here (see the package's own words)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings

from portal.tenancy.models import Membership, Person, Vendor
from portal.tenancy.policy import Act, may

MOST = 50  # entries of a feed


class Form(StrEnum):
    """In what it is written; the value is how its addresses end."""

    ATOM = "atom"
    CALENDAR = "ics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: the person of an address, with what they are here at this instant."""

    vendor: Vendor
    person: Person
    memberships: Sequence[Membership]  # current ones, with their customers; never none
    at: datetime
    about: int | None = None  # the key of the one thing that is fed

    @property
    def site(self) -> str:
        """The address of the vendor's site, without a slash at its end."""
        return f"{settings.PORTAL_URL}/{self.vendor.slug}"

    def tag(self, kind: str, key: object) -> str:
        """Return a name for an entry that stays the same whatever address it is read at."""
        return tag_of(self.vendor, kind, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of an Atom feed."""

    id: str
    title: str
    bare: str  # the title where nothing that people typed may leave the portal
    path: str  # of its page, inside the vendor's site: "knowledge/articles/vpn/"
    updated: datetime
    published: datetime | None = None
    text: str = ""  # plain; it is left out where nothing typed may leave the portal


@dataclass(frozen=True, slots=True)
class Subject:
    """What a feed is called for this reader, and where its page is inside the vendor's site."""

    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One kind of feed: how it is offered, who may read it, and what is in it.

    It has a `subject`, or, where each is of one thing, `subjects` by the keys of those things.
    """

    name: str
    form: Form
    label: str
    shows: str  # a sentence: what one will read
    content: Callable[[Reader], Iterable[Any]]  # of Entry, or of icalendar's Event
    subject: Callable[[Reader], Subject | None] | None = None
    subjects: Callable[[Reader, Collection[int]], Mapping[int, Subject]] | None = None

    @property
    def is_about_one(self) -> bool:
        """Whether each of these feeds is of one thing."""
        return self.subjects is not None

    def subject_for(self, reader: Reader) -> Subject | None:
        """Return what it is called for this reader; None: there is nothing for them to read."""
        if reader.about is not None:
            return self.subjects_for(reader, {reader.about}).get(reader.about)
        return self.subject(reader) if self.subject else None

    def subjects_for(self, reader: Reader, keys: Collection[int]) -> Mapping[int, Subject]:
        """Return the same of several things at once, by their keys."""
        return self.subjects(reader, keys) if self.subjects else {}


_feeds: dict[str, Feed] = {}


def register(feed: Feed) -> None:
    """Register a feed; one of the same name takes its place."""
    _feeds[feed.name] = feed


def feed_named(name: str) -> Feed | None:
    """Return the feed of this name."""
    return _feeds.get(name)


def feeds_in(form: Form | None = None) -> Iterator[Feed]:
    """Yield all feeds, or those of one form, by label."""
    known = sorted(_feeds.values(), key=lambda feed: feed.label)
    yield from (feed for feed in known if form in {None, feed.form})


def for_all(title: str, path: str, act: Act) -> Callable[[Reader], Subject | None]:
    """Return the subject of a feed that is read by everybody whom the policy allows an act."""

    def subject(reader: Reader) -> Subject | None:
        allowed = any(may(one, act) for one in reader.memberships)
        return Subject(title, path) if allowed else None

    return subject


def tag_of(vendor: Vendor, kind: str, key: object) -> str:
    """Return a tag URI (RFC 4151): it names a thing for good and is no address."""
    host = settings.PORTAL_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"tag:{host},2026:{vendor.slug}/{kind}/{key}"
