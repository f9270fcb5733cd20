"""Feeds for tests: made as their pages make them, fetched as a feed reader does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from django.test import Client
from icalendar import Calendar
from time_machine import travel

from portal.feeds.addresses import link_of
from portal.feeds.models import FeedAddress
from portal.feeds.registry import Feed, Reader, feed_named
from portal.feeds.services import make_address
from portal.tenancy.models import Membership
from tests.factories import MONDAY

ATOM = "{http://www.w3.org/2005/Atom}"


def reader(by: Membership, about: int | None = None, at: datetime = MONDAY) -> Reader:
    """Return somebody as a reader, by this membership alone."""
    return Reader(vendor=by.vendor, person=by.person, memberships=[by], at=at, about=about)


def feed(name: str) -> Feed:
    """Return a feed by its name."""
    found = feed_named(name)
    assert found is not None, name
    return found


def address_of(
    by: Membership, name: str, about: int | None = None, at: datetime = MONDAY
) -> FeedAddress:
    """Make somebody's own address of a feed."""
    return make_address(reader=reader(by, about, at), feed=feed(name))


def path_of(row: FeedAddress) -> str:
    """Return the path of an address."""
    link = link_of(row, row.vendor)
    return link[link.index("/feeds/") :]


def fetched(row: FeedAddress | str, at: datetime = MONDAY, **headers: str) -> Any:
    """Fetch an address, without signing in; the answer is the client's."""
    path = row if isinstance(row, str) else path_of(row)
    with travel(at, tick=False):
        return Client().get(path, headers=headers)


def parsed(answer: Any) -> Element:
    """Return the feed that was answered, and look whether it is one by RFC 4287."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = fromstring(answer.content)  # noqa: S314 - written here, by the portal itself
    assert root.tag == f"{ATOM}feed"
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = one.findall(f"{ATOM}{name}")
            assert found.text, f"{name} of {one.tag}"
        assert any(link.get("href") for link in one.findall(f"{ATOM}link"))
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    return root


def entries(answer: Any) -> list[Element]:
    """Return the entries of the feed that was answered."""
    return parsed(answer).findall(f"{ATOM}entry")


def said(one: Element, name: str) -> str:
    """Return what an entry or a feed says under a name."""
    return one.findtext(f"{ATOM}{name}") or ""


def titles(answer: Any) -> list[str]:
    """Return the titles of the entries that were answered."""
    return [said(one, "title") for one in entries(answer)]


def events(answer: Any) -> Sequence[Any]:
    """Return the events of the calendar that was answered."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))
