"""`manage.py load_agreements`: bring the published terms into the database (CO-04)."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.agreement_file import agreement_paths, read_agreement
from contracts.services import load_agreement
from portal.kernel.refusal import Refusal


class Command(BaseCommand):
    help = "Load every agreement file as a version; a file loaded before changes nothing."

    def handle(self, *_: object, **__: object) -> None:
        """Read all files first: one bad file and none is loaded."""
        try:
            files = [(path.name, read_agreement(path)) for path in agreement_paths()]
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        for name, agreement in files:
            version, is_new = load_agreement(
                agreement=agreement, file=name, actor=None, at=timezone.now()
            )
            said = "loaded" if is_new else "already loaded"
            self.stdout.write(f"{version.vendor}: {version} ({said}, {version.sha256[:12]})")
