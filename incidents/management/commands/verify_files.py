"""`manage.py verify_files`: hold every stored file against its row, both ways (CO-07)."""

import argparse
from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.services.storeroom import damaged_files, unreferenced_files
from portal.tenancy.models import Vendor


class Command(BaseCommand):
    help = "Read every file that was sent and compare its digest; name what belongs to no message."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--remove-unreferenced",
            action="store_true",
            help="delete what belongs to no message; not after a restore to an earlier point",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look at vendor by vendor; exit with 1 if a file is damaged or gone."""
        damaged = 0
        for vendor in Vendor.objects.order_by("slug"):
            for attachment, fault in damaged_files(vendor):
                damaged += 1
                incident = attachment.message.incident
                self.stdout.write(f"{incident}, file {attachment.pk} ({attachment.key}): {fault}")
            loose = unreferenced_files(vendor, at=timezone.now())
            for key in loose if options["remove_unreferenced"] else ():
                storages["private"].delete(key)
            done = "removed" if options["remove_unreferenced"] else "belong to no message"
            self.stdout.write(f"{vendor.slug}: {len(loose)} stored files {done}.")
        if damaged:
            raise CommandError(f"{damaged} {'file is' if damaged == 1 else 'files are'} damaged.")
