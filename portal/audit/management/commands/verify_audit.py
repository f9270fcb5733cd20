"""`manage.py verify_audit`: read every vendor's chain of records; a broken one fails (CO-07)."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from portal.audit import sealing, verifying
from portal.audit.models import AuditSeal
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope


class Command(BaseCommand):
    help = "Seal what is not sealed, read the audit chain link by link, name the first broken one."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--vendor", help="only this vendor's chain, by its slug")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read chain by chain; exit with 1 if any is broken."""
        broken = []
        for vendor in _vendors(options["vendor"]):
            end = _read(vendor)
            verifying.keep(vendor, end, at=timezone.now())
            self.stdout.write(
                f"{vendor.slug}: {end.number:,} {'record' if end.number == 1 else 'records'} read, "
                f"{end.problem or f'unbroken; the last is {end.digest[:16]}'}"
            )
            if end.problem:
                broken.append(vendor.slug)
        if broken:
            raise CommandError(f"Broken: {', '.join(broken)}.")


def _read(vendor: Vendor) -> verifying.Place:
    sealing.seal_all(vendor)
    with vendor_scope(vendor):
        total = AuditSeal.objects.count()
    place = verifying.Place()
    # `disable=None` keeps quiet where the output is no terminal.
    with tqdm(total=total, desc=vendor.slug, unit="record", file=sys.stderr, disable=None) as bar:
        for here in verifying.read(vendor):
            bar.update(here.number - place.number)
            place = here
    return place


def _vendors(slug: str | None) -> list[Vendor]:
    vendors = {vendor.slug: vendor for vendor in Vendor.objects.order_by("slug")}
    if slug is None:
        return list(vendors.values())
    if slug not in vendors:
        raise CommandError(f"There is no vendor {slug!r}; there is {', '.join(vendors) or 'none'}.")
    return [vendors[slug]]
