"""An Atom feed as it is written (RFC 4287)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

CONTENT_TYPE = Atom1Feed.content_type
# XML has no room for these.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as it is written."""

    id: str
    title: str
    link: str
    updated: datetime
    published: datetime | None = None
    text: str = ""  # plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is said of the whole feed."""

    id: str
    title: str
    link: str  # of the page
    address: str  # of the feed itself
    author: str
    since: datetime  # when it was last changed, as long as it has no entry


class _Written(Atom1Feed):
    """Atom as Django writes it; an empty feed does not say that it was changed just now."""

    since: datetime

    def latest_post_date(self) -> datetime:
        """Return when anything of it was last changed."""
        return max((one["updateddate"] for one in self.items), default=self.since)


def written(head: Head, items: Iterable[Item]) -> bytes:
    """Return the feed, the entry that was changed last first; else they stand as they came."""
    feed = _Written(
        title=_printable(head.title),
        link=head.link,
        feed_url=head.address,
        feed_guid=head.id,
        description="",
        language="en-GB",
        author_name=_printable(head.author),
    )
    feed.since = head.since
    for one in sorted(items, key=lambda item: item.updated, reverse=True):
        feed.add_item(
            title=_printable(one.title),
            link=one.link,
            unique_id=one.id,
            # A summary is read as HTML: what was typed as text must not become elements.
            description=linebreaks(_printable(one.text), autoescape=True) if one.text else "",
            pubdate=one.published,
            updateddate=one.updated,
        )
    return str(feed.writeString("utf-8")).encode()


def _printable(text: str) -> str:
    return UNPRINTABLE.sub("", text)
