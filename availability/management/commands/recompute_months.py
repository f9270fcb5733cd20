"""`manage.py recompute_months`: compute closed months again and print what differs (CO-05)."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from availability.recomputing import Checked, checked, closings_that_hold
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope


class Command(BaseCommand):
    help = (
        "Compute every closed month again, from the facts it holds and from what is known today; "
        "print what differs. Nothing is changed: a corrected month is stated anew on its page."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--vendor", help="only this vendor's months, by its slug")
        parser.add_argument(
            "--check", action="store_true", help="exit with 1 also where facts were corrected since"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Recompute vendor by vendor; exit with 1 if a month is not what was signed."""
        count = unsound = corrected = 0
        for vendor in _vendors(options["vendor"]):
            with vendor_scope(vendor):
                for one in _with_progress(vendor):
                    count += 1
                    unsound += not one.is_sound
                    corrected += bool(one.known)
                    self._print(_lines(one))
        said = f"{count} closed {'month was' if count == 1 else 'months were'} computed again"
        if unsound or (options["check"] and corrected):
            raise CommandError(f"{said}; {unsound} not as signed, {corrected} corrected since.")
        self.stdout.write(f"{said}; {corrected} corrected since, none is otherwise than signed.")

    def _print(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.stdout.write(line)


def _with_progress(vendor: Vendor) -> Iterator[Checked]:
    keys = closings_that_hold(vendor)
    at = timezone.now().replace(microsecond=0)
    # `disable=None` keeps quiet where the output is no terminal.
    with tqdm(
        total=len(keys), desc=vendor.slug, unit="month", file=sys.stderr, disable=None
    ) as bar:
        for one in checked(vendor, keys, at=at):
            yield one
            bar.update(1)


def _lines(one: Checked) -> Iterator[str]:
    row = one.closing
    name = f"{row.year}-{row.month:02} {row.contract.customer}, number {row.number}"
    if not one.is_intact:
        yield f"{name}: its hash differs from what was signed"
    for figure, (was, now) in one.computed.items() if one.computed else ():
        yield f"{name}: {figure} was signed as {was}, its own facts come to {now}"
    if one.known:
        was, now = one.known.get("percent", ("", "")) or ("", "")
        change = f"{was} % was signed, {now} % is known today" if was or now else "details differ"
        yield f"{name}: corrected since: {change}"


def _vendors(slug: str | None) -> list[Vendor]:
    vendors = {vendor.slug: vendor for vendor in Vendor.objects.order_by("slug")}
    if slug is None:
        return list(vendors.values())
    if slug not in vendors:
        raise CommandError(f"There is no vendor {slug!r}; there is {', '.join(vendors) or 'none'}.")
    return [vendors[slug]]
