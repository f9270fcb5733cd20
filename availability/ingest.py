"""Taking samples in: many at once, one row a minute of a component, in whatever order they come.

What comes twice changes nothing. Where two monitors measured the same minute, it was down if
either saw it down, and the response time is of the one that measured more requests.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from availability.models import Component, SampleSource
from availability.retention import KEPT, add_up, make_partition
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Vendor

MOST_AT_ONCE = 10_000
AHEAD = timedelta(minutes=2)  # by which a sender's clock may be wrong
MOST_MILLISECONDS = 2_000_000_000  # of all requests of a minute together

TAKE = """
    INSERT INTO availability_sample AS kept
        (vendor_id, component_id, at, requests, milliseconds, source, is_up)
    SELECT %s, component, at, requests, milliseconds, %s, is_up
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[], %s::int[], %s::boolean[])
        AS sent (component, at, requests, milliseconds, is_up)
    ON CONFLICT (component_id, at) DO UPDATE SET
        is_up = kept.is_up AND excluded.is_up,
        (requests, milliseconds) = (
            SELECT requests, milliseconds FROM (VALUES
                (kept.requests, kept.milliseconds), (excluded.requests, excluded.milliseconds)
            ) AS measured (requests, milliseconds)
            ORDER BY milliseconds IS NULL, requests DESC, milliseconds DESC LIMIT 1
        )
    WHERE (kept.is_up AND NOT excluded.is_up)
        OR (excluded.milliseconds IS NOT NULL AND (kept.milliseconds IS NULL
            OR (excluded.requests, excluded.milliseconds) > (kept.requests, kept.milliseconds)))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured of a component in the minute that holds an instant."""

    component: int
    at: datetime
    is_up: bool
    requests: int = 1
    milliseconds: int | None = None  # all requests together; None: no time was taken

    @property
    def minute(self) -> datetime:
        """This property will return the beginning of the minute."""
        return self.at.astimezone(UTC).replace(second=0, microsecond=0)

    @property
    def timed(self) -> tuple[bool, int, int]:
        """This property will return by what the better measurement of a minute is chosen."""
        return self.milliseconds is not None, self.requests, self.milliseconds or 0


def take_samples(
    *, vendor: Vendor, samples: Iterable[Measured], source: SampleSource, at: datetime
) -> int:
    """This function will keep samples of the vendor in scope and return of how many minutes.

    :raises Refusal: if they are too many, too old, yet to come, or of another's component.
    """
    minutes = _by_minute(list(samples), at)
    if not minutes:
        return 0
    _check_components(vendor, {component for component, _ in minutes})
    _insert(vendor, list(minutes.values()), source)
    days = {minute.date() for _, minute in minutes}
    if min(days) < at.date():
        # Today is added up every few minutes; what comes late, with what it belongs to.
        one = timedelta(days=1)  # it may be another day in a zone
        add_up(vendor=vendor, first=min(days) - one, last=max(days) + one, at=at)
    return len(minutes)


def _by_minute(samples: list[Measured], at: datetime) -> dict[tuple[int, datetime], Measured]:
    if len(samples) > MOST_AT_ONCE:
        raise Refusal(
            f"{len(samples):,} samples came at once; {MOST_AT_ONCE:,} are taken. Send them in "
            "parts.",
            code="too_many",
        )
    found: dict[tuple[int, datetime], Measured] = {}
    for one in samples:
        _check(one, at)
        key = one.component, one.minute
        before = found.get(key, one)
        better = max(before, one, key=lambda which: which.timed)
        found[key] = replace(better, is_up=before.is_up and one.is_up)
    return found


def _check(one: Measured, at: datetime) -> None:
    if one.at > at + AHEAD:
        raise Refusal(f"{one.at:%d %B %Y %H:%M} is still to come.", code="not_yet")
    if one.at < at - KEPT:
        raise Refusal(
            f"{one.at:%d %B %Y %H:%M} is too long ago: samples are taken for {KEPT.days} days.",
            code="too_long_ago",
        )
    if one.requests < 1 or not 0 <= (one.milliseconds or 0) <= MOST_MILLISECONDS:
        raise Refusal(
            "A sample has one request or more, and their time together in milliseconds.",
            code="bad_sample",
        )


def _check_components(vendor: Vendor, wanted: set[int]) -> None:
    known = set(Component.objects.filter(vendor=vendor, pk__in=wanted).values_list("pk", flat=True))
    if wanted - known:
        raise Refusal("There is no such component.", code="no_component")


def _insert(vendor: Vendor, samples: list[Measured], source: SampleSource) -> None:
    # Always in the same order, so that two senders never wait for each other's rows.
    samples.sort(key=lambda one: (one.component, one.minute))
    columns: list[list[Any]] = [
        [one.component for one in samples],
        [one.minute for one in samples],
        [one.requests for one in samples],
        [one.milliseconds for one in samples],
        [one.is_up for one in samples],
    ]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TAKE, [vendor.pk, source.value, *columns])
    except IntegrityError:
        # No partition yet: the task that makes them ahead did not run. Nothing else is refused
        # here, or the second try refuses it again.
        for month in _months(samples):
            make_partition(month)
        with connection.cursor() as cursor:
            cursor.execute(TAKE, [vendor.pk, source.value, *columns])


def _months(samples: list[Measured]) -> set[date]:
    return {one.minute.date().replace(day=1) for one in samples}
