"""`manage.py seal_mail`: seal every kept mail by the first of MAIL_ARCHIVE_KEYS.

Kept mails are written once, and the database holds the application to that. A change of keys
changes no mail, only how its bytes lie there: it is the owner's work, each mail is held against
its digest before and after, and the fence stands again in the same transaction.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from incidents.models import MailSource
from incidents.models.sealed import is_sealed_by_first_key, sealed_anew, unpacked
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

BATCH = 50  # mails of 25 MB at most, in one transaction
TABLE = MailSource._meta.db_table


class Command(BaseCommand):
    help = "Seal every kept mail by the first of MAIL_ARCHIVE_KEYS; run it as the tables' owner."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Go through vendor by vendor; whatever is sealed so already is left as it is."""
        if not settings.MAIL_ARCHIVE_KEYS:
            raise CommandError("MAIL_ARCHIVE_KEYS names no key to seal mails with.")
        if not _is_owner():
            raise CommandError("Only the owner of the tables may: set DATABASE_URL to the owner's.")
        for vendor in Vendor.objects.order_by("slug"):
            with vendor_scope(vendor):
                count = sum(_seal(batch) for batch in _batches())
            self.stdout.write(f"{vendor.slug}: {count} mails sealed anew.")


def _is_owner() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableowner = current_user FROM pg_tables WHERE tablename = %s", [TABLE]
        )
        return bool(cursor.fetchone()[0])


def _batches() -> Iterator[list[int]]:
    """Yield the keys of the open scope's mails, a batch at a time; no bytes are read yet."""
    keys = list(MailSource.objects.order_by("pk").values_list("pk", flat=True))
    yield from (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


@transaction.atomic
def _seal(keys: list[int]) -> int:
    rows = MailSource.objects.filter(pk__in=keys).order_by("pk")
    changed = [(row, sealed_anew(bytes(row.packed))) for row in rows if not _is_done(row)]
    for row, anew in changed:
        if sha256(unpacked(anew)).hexdigest() != row.sha256:
            raise CommandError(f"Mail source {row.pk} differs from its digest: it stays as it is.")
    if changed:
        _write(changed)
    return len(changed)


def _is_done(row: MailSource) -> bool:
    return is_sealed_by_first_key(bytes(row.packed))


def _write(changed: list[tuple[MailSource, bytes]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{TABLE}" DISABLE TRIGGER append_only_rows')
        for row, anew in changed:
            cursor.execute(
                f'UPDATE "{TABLE}" SET packed = %s WHERE id = %s',  # noqa: S608 - a table's name, by Django
                [anew, row.pk],
            )
        cursor.execute(f'ALTER TABLE "{TABLE}" ENABLE TRIGGER append_only_rows')
