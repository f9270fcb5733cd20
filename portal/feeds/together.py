"""All of a person's calendars in one: service activities, maintenance, and what else has days."""

from collections.abc import Iterator

from icalendar import Event

from portal.feeds.registry import Feed, Form, Reader, Subject, feeds_in

NAME = "calendar"


def calendars(reader: Reader) -> list[Feed]:
    """Return the calendars that this person may read."""
    apart = (feed for feed in feeds_in(Form.CALENDAR) if feed.name != NAME)
    return [feed for feed in apart if feed.subject_for(reader) is not None]


def subject(reader: Reader) -> Subject | None:
    """Return what it is called; None where the person may read none of them."""
    return Subject("Calendar", "contracts/calendar/") if calendars(reader) else None


def events(reader: Reader) -> Iterator[Event]:
    """Yield the events of all of them."""
    for feed in calendars(reader):
        yield from feed.content(reader)


TOGETHER = Feed(
    name=NAME,
    form=Form.CALENDAR,
    label="Everything in one calendar",
    shows="Activities and maintenance together, for your calendar program.",
    subject=subject,
    content=events,
)
