"""How long samples are kept: as rows for 35 days, added up by day and zone for ever.

A day can be added up as often as one likes, to the same sums, while its rows are kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from availability.models import Component
from contracts.models import AgreementVersion
from portal.kernel.wall_time import opening_instant
from portal.tenancy.models import Vendor

KEPT = timedelta(days=35)
MONTHS_AHEAD = 2
DAY = timedelta(days=1)

# Nothing is written where the sums are what they were.
ADD_UP = """
    INSERT INTO availability_sampleday AS day
        (vendor_id, component_id, zone, day, samples, up_seconds, down_seconds, requests, total_ms)
    SELECT vendor_id, component_id, %(zone)s, (at AT TIME ZONE %(zone)s)::date, count(*),
        60 * count(*) FILTER (WHERE is_up), 60 * count(*) FILTER (WHERE NOT is_up),
        coalesce(sum(requests) FILTER (WHERE milliseconds IS NOT NULL), 0),
        coalesce(sum(milliseconds), 0)
    FROM availability_sample
    WHERE component_id = ANY (%(components)s) AND at >= %(start)s AND at < %(end)s
    GROUP BY 1, 2, 3, 4
    ON CONFLICT (component_id, zone, day) DO UPDATE SET
        samples = excluded.samples, up_seconds = excluded.up_seconds,
        down_seconds = excluded.down_seconds, requests = excluded.requests,
        total_ms = excluded.total_ms
    WHERE (day.samples, day.up_seconds, day.down_seconds, day.requests, day.total_ms)
        IS DISTINCT FROM (excluded.samples, excluded.up_seconds, excluded.down_seconds,
            excluded.requests, excluded.total_ms)
"""


def add_up(*, vendor: Vendor, first: date, last: date, at: datetime) -> int:
    """This function will add up days of all components of the vendor in scope, in every zone.

    Days whose rows may be gone already are left as they are; return how many rows changed.
    """
    oldest = (at - KEPT + DAY).astimezone(UTC).date() + DAY  # whole in every zone
    first = max(first, oldest)
    if last < first:
        return 0
    return sum(
        _add_up(zone, components, first, last) for zone, components in zones_of(vendor).items()
    )


def zones_of(vendor: Vendor) -> Mapping[str, list[int]]:
    """This function will return the zones in which days are asked for, and of which components.

    Those are UTC, the vendor's own, those in which its agreements count months, and for each
    component the one where it is deployed.
    """
    rows = list(Component.objects.filter(vendor=vendor).values_list("pk", "time_zone"))
    if not rows:
        return {}
    versions = AgreementVersion.objects.filter(vendor=vendor).defer("source")
    counted = {v.terms.availability.zone for v in versions if v.terms.availability}
    everywhere = {"UTC", vendor.time_zone, *counted}
    found: dict[str, list[int]] = {zone: [pk for pk, _ in rows] for zone in sorted(everywhere)}
    own: dict[str, list[int]] = defaultdict(list)
    for pk, zone in rows:
        own[zone].append(pk)
    return dict(own) | found


def _add_up(zone: str, components: Iterable[int], first: date, last: date) -> int:
    place = ZoneInfo(zone)
    start, end = (
        opening_instant(datetime.combine(day, time()), place) for day in (first, last + DAY)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            ADD_UP,
            {"zone": zone, "components": list(components), "start": start, "end": end},
        )
        return int(cursor.rowcount)


def make_ahead(at: datetime) -> int:
    """This function will make the partitions that are soon needed; return how many were made."""
    months, day = 0, at.date().replace(day=1)
    for _ in range(MONTHS_AHEAD + 1):
        months += make_partition(day)
        day = (day + 32 * DAY).replace(day=1)
    return months


def make_partition(day: date) -> bool:
    """This function will make the partition of a day's month, unless it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT availability_make_partition(%s)", [day])
        (made,) = cursor.fetchone()
    return bool(made)


def drop_old(at: datetime) -> int:
    """This function will drop the months whose every sample is older than samples are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT availability_drop_partitions(%s)", [(at - KEPT).date()])
        (dropped,) = cursor.fetchone()
    return int(dropped)
