"""Activities as an iCalendar feed (CO-14, RFC 5545): whole days, one event each, and what else."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from contracts.models import Activity
from portal.tenancy.models import Vendor

REFRESH = timedelta(hours=12)
ONE_DAY = timedelta(days=1)


def calendar_of(
    vendor: Vendor,
    rows: Iterable[Activity],
    site: str,
    at: datetime,
    further: Iterable[Event] = (),
) -> bytes:
    """Return a calendar of these activities and further events; `site` is where their pages are."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sundial//Activities//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{vendor.name} support")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row, site, at))
    for event in further:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _event(row: Activity, site: str, at: datetime) -> Event:
    day = row.done_on or row.planned_for
    event = Event()
    host = site.partition("://")[2].partition("/")[0].partition(":")[0]
    event.add("uid", f"activity-{row.pk}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("summary", f"{_mark(row)}{row}, {row.contract.customer}")
    event.add("description", _description(row))
    event.add("url", f"{site}/contracts/calendar/{row.pk}/")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if row.state == Activity.State.CANCELLED else "CONFIRMED")
    return event


def _mark(row: Activity) -> str:
    return "Done: " if row.state == Activity.State.DONE else ""


def _description(row: Activity) -> str:
    lines = [f"Due by {row.due:%d %B %Y}."]
    if row.owner:
        lines.append(f"Owner: {row.owner}.")
    if row.reason:
        lines.append(row.reason)
    return "\n".join(lines)
