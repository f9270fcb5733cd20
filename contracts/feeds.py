"""What of contracts is fed: activities as a calendar, and releases (CO-14, LU-05, LU-28)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Q
from icalendar import Event

from contracts.ical import event_of
from contracts.models import Activity, Release
from contracts.shelves import releases_seen
from contracts.standings import today_at
from portal.audit.models import AuditEvent
from portal.feeds.registry import MOST, Entry, Feed, Form, Reader, for_all
from portal.kernel.wall_time import first_instant
from portal.tenancy.policy import Act

LOOKS_BACK = timedelta(days=200)
MOST_EVENTS = 2000


def activities(reader: Reader) -> Iterator[Event]:
    """Yield the activities that are ahead, and those of the last months."""
    rows = Activity.objects.visible_to(reader.memberships).with_names()
    recent = Q(planned_for__gte=(reader.at - LOOKS_BACK).date()) | Q(state="planned")
    for row in rows.filter(recent)[:MOST_EVENTS]:
        yield event_of(row, reader.site, reader.at)


def releases(reader: Reader) -> list[Entry]:
    """Return the releases that are out: all of the vendor's own, a customer's of what it runs."""
    today = today_at(reader.vendor, reader.at)
    rows = releases_seen(reader.vendor, reader.memberships).out(today).select_related("product")
    newest = list(rows.order_by("-published_on", "-pk")[:MOST])
    changed = _changed(newest)
    return [_entry(row, reader, changed) for row in newest]


def _changed(rows: Iterable[Release]) -> Mapping[int, datetime]:
    """Return when something was last recorded of each release."""
    told = AuditEvent.objects.filter(
        object_type=Release._meta.label_lower, object_id__in=[row.pk for row in rows]
    )
    return dict(told.order_by().values_list("object_id").annotate(last=Max("at")))


def _entry(row: Release, reader: Reader, changed: Mapping[int, datetime]) -> Entry:
    name = f"{row.product} {row}"
    zone = ZoneInfo(reader.vendor.time_zone)
    out = first_instant(row.published_on, zone).astimezone(zone)
    lines = [f"{row.kind.words.capitalize()}, out since {_day(row.published_on)}."]
    if row.eol_on:
        lines.append(f"Its life ends on {_day(row.eol_on)}.")
    return Entry(
        id=reader.tag("release", row.pk),
        title=name,
        bare=name,
        path=f"products/releases/{row.pk}/",
        published=out,
        # One that was announced before is news on its day.
        updated=max(out, changed.get(row.pk, out)),
        text="\n\n".join([*lines, row.notes]).strip(),
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


FEEDS = (
    Feed(
        name="activities",
        form=Form.CALENDAR,
        label="Service activities",
        shows="What is done regularly under the contracts, each on its day.",
        subject=for_all("Service activities", "contracts/calendar/", Act.READ_AGREEMENT),
        content=activities,
    ),
    Feed(
        name="releases",
        form=Form.ATOM,
        label="Releases",
        shows="Each release when it is out, with its notes.",
        subject=for_all("Releases", "products/", Act.READ_AGREEMENT),
        content=releases,
    ),
)
