"""How many samples are taken in a second, and how long adding a day up takes."""

import time
from datetime import datetime, timedelta
from statistics import median

from availability.ingest import Measured, take_samples
from availability.models import Component, SampleSource
from availability.retention import add_up
from bench._clocks_run import Verdicts
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

AT_ONCE = 2_000
ROUNDS = 10
BOUND = 2_000  # a second
MINUTE = timedelta(minutes=1)


def samples(verdicts: Verdicts, vendor: Vendor, at: datetime) -> None:
    """This function will take batches of minutes that nobody sent before, each committed."""
    rates = []
    with vendor_scope(vendor):
        keys = list(Component.objects.filter(vendor=vendor).values_list("pk", flat=True))
    for place in range(ROUNDS):
        batch = _batch(keys, at + place * timedelta(days=2))
        began = time.perf_counter()
        with vendor_scope(vendor):
            take_samples(
                vendor=vendor,
                samples=batch,
                source=SampleSource.SENT,
                at=at + place * timedelta(days=2),
            )
        rates.append(AT_ONCE / (time.perf_counter() - began))
    rate = median(rates)
    what = f"samples taken, {AT_ONCE:,} at once"
    verdicts.say(what, f"{rate:,.0f} a second", f"{BOUND:,} a second", reached=rate >= BOUND)
    _add_up(verdicts, vendor, at)


def _add_up(verdicts: Verdicts, vendor: Vendor, at: datetime) -> None:
    with vendor_scope(vendor):
        began = time.perf_counter()
        add_up(vendor=vendor, first=at.date(), last=at.date(), at=at)
        took = time.perf_counter() - began
        many = Component.objects.filter(vendor=vendor).count()
    what = f"a day of {many} components added up, all zones"
    verdicts.say(what, f"{took:.2f} s", "10 s", reached=took <= 10)


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
