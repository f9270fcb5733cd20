"""How many samples are taken in a second, and how long adding a day up takes."""

import time
from datetime import datetime, timedelta
from statistics import median

import psycopg

from availability.ingest import Measured, take_samples
from availability.models import Component, SampleSource, Service
from availability.retention import add_up, make_ahead
from bench._clocks_run import Verdicts
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

AT_ONCE = 2_000
ROUNDS = 10
BOUND = 2_000  # a second
COMPONENTS = 200
ADDED_IN = 10  # seconds
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

# Two days of them, so that the day of each zone to the west of Greenwich lies in them whole.
SAMPLES = """
    INSERT INTO availability_sample
        (vendor_id, component_id, at, requests, milliseconds, source, is_up)
    SELECT %s, component, %s + place * interval '1 minute', 1, 300 + place %% 500, 1, true
    FROM unnest(%s::bigint[]) AS component, generate_series(0, 2879) AS place
"""


def samples(verdicts: Verdicts, raw: psycopg.Cursor, vendor: Vendor, at: datetime) -> None:
    """This function will take batches of minutes that nobody sent before, each committed."""
    keys = _components(vendor)
    rates = [_rate(vendor, keys, at + 2 * place * DAY) for place in range(ROUNDS)]
    rate = median(rates)
    what = f"samples of {len(keys)} components taken, {AT_ONCE:,} at once"
    verdicts.say(what, f"{rate:,.0f} a second", f"{BOUND:,} a second", reached=rate >= BOUND)
    _add_up(verdicts, raw, vendor, keys, at - 3 * DAY)


def _components(vendor: Vendor) -> list[int]:
    with vendor_scope(vendor):
        service = Service.objects.create(vendor=vendor, name="Measured", slug="measured")
        made = Component.objects.bulk_create(
            Component(
                vendor=vendor, service=service, name=f"Node {n}", slug=f"node-{n}", time_zone="UTC"
            )
            for n in range(COMPONENTS)
        )
    return [one.pk for one in made]


def _rate(vendor: Vendor, keys: list[int], at: datetime) -> float:
    batch = _batch(keys, at)
    began = time.perf_counter()
    with vendor_scope(vendor):
        take_samples(vendor=vendor, samples=batch, source=SampleSource.SENT, at=at)
    return AT_ONCE / (time.perf_counter() - began)


def _add_up(
    verdicts: Verdicts, raw: psycopg.Cursor, vendor: Vendor, keys: list[int], at: datetime
) -> None:
    """This function will measure adding a day up that has a sample for each minute."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    with vendor_scope(vendor):
        make_ahead(midnight)
    raw.execute(SAMPLES, [vendor.pk, midnight, keys])
    raw.execute("ANALYZE availability_sample")
    with vendor_scope(vendor):
        began = time.perf_counter()
        add_up(vendor=vendor, first=midnight.date(), last=midnight.date(), at=at)
        took = time.perf_counter() - began
    what = f"a day of {len(keys)} components, {1440 * len(keys):,} samples, added up in all zones"
    verdicts.say(what, f"{took:.2f} s", f"{ADDED_IN} s", reached=took <= ADDED_IN)


def _batch(keys: list[int], at: datetime) -> list[Measured]:
    return [
        Measured(
            component=keys[n % len(keys)],
            at=at - (n // len(keys)) * MINUTE,
            is_up=n % 97 != 0,
            milliseconds=300 + n % 500,
        )
        for n in range(AT_ONCE)
    ]
