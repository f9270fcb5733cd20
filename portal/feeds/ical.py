"""A calendar as it is written (RFC 5545)."""

import re
from collections.abc import Iterable
from datetime import timedelta

from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=12)
STAMP = re.compile(rb"^DTSTAMP[:;].*\r?\n", re.MULTILINE)


def written(name: str, events: Iterable[Event]) -> bytes:
    """Return a calendar of these events under a name."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sundial//Feeds//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def unstamped(content: bytes) -> bytes:
    """Return it without the instants at which it was written, which say nothing of its events."""
    return STAMP.sub(b"", content)
