"""`manage.py replay_clocks`: read every clock again from its events; differences fail (CO-05)."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from incidents.models import Incident
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope
from sla import proof
from sla.differences import Difference
from sla.models import ReplayRun

HEADINGS = ("incident", "milestone", "column", "stored", "read")


class Command(BaseCommand):
    help = "Read every clock again from its events; print where the stored one differs, in UTC."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--vendor", help="only this vendor's clocks, by its slug")
        parser.add_argument(
            "--since", help="only incidents reported from this date on (2026-03-01)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Replay vendor by vendor; exit with 1 if anything differs."""
        since = _date(options["since"])
        found: list[Difference] = []
        incidents = clocks = 0
        for vendor in _vendors(options["vendor"]):
            run = proof.begin(vendor, at=_now(), since=_midnight(vendor, since))
            found += _replayed(run)
            incidents += run.incidents
            clocks += run.clocks
        read = f"{_counted(clocks, 'clock')} of {_counted(incidents, 'incident')} were read again"
        if found:
            self.stdout.write("\n".join(_table(found)))
            verb = "is" if len(found) == 1 else "are"
            raise CommandError(f"{read}; {_counted(len(found), 'figure')} {verb} stored otherwise.")
        self.stdout.write(f"{read}; nothing differs.")


def _replayed(run: ReplayRun) -> list[Difference]:
    found: list[Difference] = []
    # `disable=None` keeps quiet where the output is no terminal.
    with tqdm(
        total=_count(run), desc=run.vendor.slug, unit="incident", file=sys.stderr, disable=None
    ) as bar:
        for part in proof.go_on(run):
            found += part.differences
            bar.update(part.incidents)
    proof.finish(run, at=_now())
    return found


def _count(run: ReplayRun) -> int:
    with vendor_scope(run.vendor):
        rows = Incident.objects.all()
        return (rows.filter(reported_at__gte=run.since) if run.since else rows).count()


def _now() -> datetime:
    return timezone.now().replace(microsecond=0)


def _vendors(slug: str | None) -> list[Vendor]:
    vendors = {vendor.slug: vendor for vendor in Vendor.objects.order_by("slug")}
    if slug is None:
        return list(vendors.values())
    if slug not in vendors:
        raise CommandError(f"There is no vendor {slug!r}; there is {', '.join(vendors) or 'none'}.")
    return [vendors[slug]]


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CommandError(f"{text!r} is not a date such as 2026-03-01.") from None


def _midnight(vendor: Vendor, day: date | None) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(vendor.time_zone)) if day else None


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _table(found: Iterable[Difference]) -> Iterator[str]:
    rows = [
        HEADINGS,
        *((one.incident, one.milestone, one.column, one.stored, one.read) for one in found),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
