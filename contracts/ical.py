"""An activity as an event of iCalendar (CO-14, RFC 5545): a whole day of its own."""

from datetime import datetime, timedelta

from icalendar import Event

from contracts.models import Activity

ONE_DAY = timedelta(days=1)


def event_of(row: Activity, site: str, at: datetime) -> Event:
    """Return the event of an activity; `site` is where its page is."""
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
