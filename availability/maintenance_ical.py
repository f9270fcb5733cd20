"""Maintenance as iCalendar: each session an event, changed and cancelled in place (CO-14)."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from availability.models import Maintenance, MaintenanceSession
from availability.notices import unavailable
from availability.works import works_seen
from portal.feeds.registry import Reader
from portal.tenancy.models import Vendor

LOOKS_BACK = timedelta(days=200)
MOST_WORKS = 1000


def events_for(reader: Reader) -> Iterator[Event]:
    """This function will yield the events of a person's own calendar address."""
    since = reader.at - LOOKS_BACK
    recent = works_seen(reader.memberships).filter(versions__sessions__announced_to__gte=since)
    rows = recent.distinct().order_by("-number").with_current()
    yield from events_of(rows[:MOST_WORKS], reader.site, reader.at)


def calendar_of(vendor: Vendor, work: Maintenance, site: str, at: datetime) -> bytes:
    """This function will return one piece of work as a file for a calendar program."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sundial//Maintenance//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{vendor.name} maintenance")
    for event in events_of([work], site, at):
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def events_of(works: Iterable[Maintenance], site: str, at: datetime) -> Iterator[Event]:
    """This function will yield an event for each session; `site` is where their pages are."""
    for work in works:
        for place, session in enumerate(work.current.sessions.all(), start=1):
            yield _event(work, place, session, site, at)


def _event(
    work: Maintenance, place: int, session: MaintenanceSession, site: str, at: datetime
) -> Event:
    version, event = work.current, Event()
    host = site.partition("://")[2].partition("/")[0].partition(":")[0]
    services = ", ".join(dict.fromkeys(str(one.service) for one in version.components))
    event.add("uid", f"maintenance-{work.pk}-{place}@{host}")
    event.add("dtstamp", at)
    event.add("sequence", version.number)  # a calendar program takes the highest
    event.add("last-modified", version.written_at)
    event.add("dtstart", session.announced_from)
    event.add("dtend", session.announced_to)
    event.add("summary", f"Maintenance: {services}, {version.title}")
    event.add("description", f"{work}. Unavailable: {unavailable(version)}.\n\n{version.words}")
    event.add("url", f"{site}/maintenance/{work.number}/")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if version.is_cancelled else "CONFIRMED")
    return event
