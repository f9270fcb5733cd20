"""What of availability is fed at personal addresses: status, and maintenance (CO-14)."""

from availability.audience import audience_of
from availability.maintenance_ical import events_for
from availability.status import status_of
from availability.status_feed import happenings, id_of, title_of, words_of
from portal.feeds.registry import MOST, Entry, Feed, Form, Reader, for_all
from portal.tenancy.policy import Act


def status(reader: Reader) -> list[Entry]:
    """This function will return the outages and the maintenance that a reader may know of."""
    found = status_of(reader.vendor, audience_of(reader.memberships), at=reader.at)
    return [
        Entry(
            id=id_of(reader.site, one),
            title=title_of(one),
            bare=f"{one.words}: {one.components}",
            path=f"status/#{one.name}",
            published=one.start,
            updated=one.changed_at,
            text=words_of(one),
        )
        for one in happenings(found)[:MOST]
    ]


FEEDS = (
    Feed(
        name="status",
        form=Form.ATOM,
        label="Service status",
        shows="Outages and maintenance of the services that you use, and what is said of them.",
        subject=for_all("Service status", "status/", Act.FOLLOW_INCIDENTS),
        content=status,
    ),
    Feed(
        name="maintenance",
        form=Form.CALENDAR,
        label="Maintenance",
        shows="Each session of maintenance at its time, changed and cancelled in place.",
        subject=for_all("Maintenance", "maintenance/", Act.FOLLOW_INCIDENTS),
        content=events_for,
    ),
)
