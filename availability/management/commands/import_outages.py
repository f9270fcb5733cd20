"""`manage.py import_outages`: take a file of outages or of maintenance in, as an operator."""

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from availability.import_finding import Found, find
from availability.importing import LEAVE_OUT, Understanding, read_file, understood, with_words
from availability.models import Component, Effect, Sheet
from availability.services.import_storing import store_found
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope
from portal.web.table_file import Row

FAULTS_SHOWN = 20
PARTS = 2


class Command(BaseCommand):
    help = "Import outages or maintenance from CSV, XLSX or JSON; rows known already do nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--vendor", required=True, help="its short name, as in addresses")
        parser.add_argument("--file", required=True, type=Path)
        parser.add_argument("--sheet", choices=Sheet.values, default=Sheet.OUTAGES)
        parser.add_argument(
            "--source", help="where the rows come from; the file's name if not said"
        )
        parser.add_argument("--zone", default="UTC", help="of times without an offset")
        parser.add_argument(
            "--column", action="append", default=[], metavar="TARGET=COLUMN", help="overrides"
        )
        parser.add_argument(
            "--effect",
            action="append",
            default=[],
            metavar="WORD=EFFECT",
            help=f"one of {', '.join(Effect.values)}, {LEAVE_OUT}",
        )
        parser.add_argument(
            "--component",
            action="append",
            default=[],
            metavar="NAME",
            help="short name of what rows mean that name no component; may be repeated",
        )
        parser.add_argument("--confirmed-how", default="", help="how the source confirmed them")
        parser.add_argument("--dry-run", action="store_true", help="check and store nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check all of the file first: one fault and nothing is stored."""
        vendor = Vendor.objects.filter(slug=options["vendor"]).first()
        if vendor is None:
            raise CommandError(f"There is no vendor {options['vendor']!r}.")
        try:
            with vendor_scope(vendor):
                self._import(options, timezone.now().replace(microsecond=0))
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from None

    def _import(self, options: dict[str, Any], at: datetime) -> None:
        rows = read_file(options["file"].read_bytes())
        sheet, source = Sheet(options["sheet"]), options["source"] or options["file"].stem[:40]
        how = _meant(rows, sheet, options)
        found = find(rows, sheet=sheet, source=source, how=how, at=at)
        self._say(found)
        if found.faults:
            raise CommandError(f"{len(found.faults)} cells cannot be taken: nothing is stored.")
        if options["dry_run"]:
            self.stdout.write("Nothing is stored: that was a dry run.")
            return
        store_found(
            by=None, found=found, sheet=sheet, source=source, how=how, at=at, tell=self._tell
        )
        self.stdout.write("Stored.")

    def _say(self, found: Found) -> None:
        self.stdout.write(
            f"{found.rows} rows: {len(found.fresh)} new, {len(found.changed)} changed, "
            f"{len(found.same)} known, {found.left_out} left out."
        )
        for one in found.faults[:FAULTS_SHOWN]:
            self.stdout.write(f"line {one.line}, {one.column} {one.value!r}: {one.why}")

    def _tell(self, percent: int) -> None:
        self.stdout.write(f"{percent} %", ending="\r")
        self.stdout.flush()


def _meant(rows: list[Row], sheet: Sheet, options: dict[str, Any]) -> Understanding:
    """Return how the file is meant: as its columns say, unless it was said otherwise."""
    how = understood(sheet, rows, options["zone"])
    how = with_words(replace(how, columns=how.columns | _pairs(options["column"])), rows)
    return replace(
        how,
        effects=how.effects | _pairs(options["effect"]),
        components=tuple(_component(slug) for slug in options["component"]),
        confirmed_how=options["confirmed_how"],
    )


def _component(slug: str) -> int:
    found = Component.objects.filter(slug=slug).first()
    if found is None:
        raise Refusal(f"There is no component {slug!r}.")
    return found.pk


def _pairs(said: list[str]) -> dict[str, str]:
    pairs = [one.split("=", 1) for one in said]
    if any(len(pair) < PARTS for pair in pairs):
        raise Refusal("Write NAME=VALUE.")
    return {name.strip(): value.strip() for name, value in pairs}
