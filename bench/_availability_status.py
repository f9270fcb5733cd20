"""The status page of a vendor whose components were measured each minute for nineteen years."""

import time
from datetime import datetime, timedelta
from statistics import median

import psycopg
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import set_urlconf

from availability.audience import Audience
from availability.models import Component, Service
from availability.retention import make_ahead
from availability.status import SHOWN_DAYS, status_of
from availability.status_bars import KEY
from bench._clocks_run import Verdicts
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

COMPONENTS = 10
DAYS = 6_945  # of 1,440 samples, and ten components: a hundred million
RAW_DAYS = 35
ROUNDS = 20
BOUND = 50  # milliseconds

SUMS = """
    INSERT INTO availability_sampleday
        (vendor_id, component_id, zone, day, samples, up_seconds, down_seconds, requests, total_ms)
    SELECT %s, component, %s, %s::date - place, 1440, 86400, 0, 1440, 720000
    FROM unnest(%s::bigint[]) AS component, generate_series(0, %s) AS place
    ON CONFLICT DO NOTHING
"""
RAW = """
    INSERT INTO availability_sample
        (vendor_id, component_id, at, requests, milliseconds, source, is_up)
    SELECT %s, component, date_trunc('minute', %s) - place * interval '1 minute', 1, 500, 1, true
    FROM unnest(%s::bigint[]) AS component, generate_series(1, %s) AS place
    ON CONFLICT DO NOTHING
"""


def status_page(verdicts: Verdicts, raw: psycopg.Cursor, vendor: Vendor, at: datetime) -> None:
    """This function will measure the page as it is made; it is then kept for some seconds."""
    samples = _fill(raw, vendor, at)
    set_urlconf(settings.VENDOR_URLCONF)  # as the middleware does for a vendor's site
    with vendor_scope(vendor):
        made = [_milliseconds(vendor, at) for _ in range(ROUNDS)]
    set_urlconf(None)
    what = f"status page, {COMPONENTS} components, {samples:,} samples of history"
    verdicts.say(what, f"{median(made):.0f} ms", f"{BOUND} ms", reached=median(made) <= BOUND)


def _fill(raw: psycopg.Cursor, vendor: Vendor, at: datetime) -> int:
    with vendor_scope(vendor):
        service = Service.objects.create(
            vendor=vendor, name="Shown", slug="shown", is_public=True, position=99
        )
        Service.objects.exclude(pk=service.pk).update(is_public=False)
        keys = [
            Component.objects.create(
                vendor=vendor, service=service, name=f"Part {n}", slug=f"part-{n}", time_zone="UTC"
            ).pk
            for n in range(COMPONENTS)
        ]
        make_ahead(at - timedelta(days=2 * RAW_DAYS))
        make_ahead(at)
    raw.execute(SUMS, [vendor.pk, vendor.time_zone, at.date(), keys, DAYS - 1])
    raw.execute(RAW, [vendor.pk, at, keys, RAW_DAYS * 1440])
    raw.execute("ANALYZE availability_sampleday, availability_sample")
    return DAYS * 1440 * COMPONENTS


def _milliseconds(vendor: Vendor, at: datetime) -> float:
    began = time.perf_counter()
    context = {
        "status": status_of(vendor, Audience(), at=at),
        "key": KEY,
        "shown_days": SHOWN_DAYS,
        "reader_zone": vendor.time_zone,
        "audience": Audience(),
    }
    render_to_string("availability/status_body.html", context)
    return (time.perf_counter() - began) * 1000
