"""Sealing: records join their vendor's chain after they are committed, in their order.

Whoever records a change waits for nobody: its row is written and committed like any other, and
the role that the portal runs as can neither change nor delete it. A task seals what was committed
since. Were the chain written by the deed itself, every deed of a vendor would wait for the one
before to commit.
"""

from datetime import timedelta

from django.db import connection

from portal.audit.chain import GENESIS, digest
from portal.audit.models import AuditEvent, AuditSeal
from portal.tenancy.models import Vendor
from portal.tenancy.scope import vendor_scope

BATCH = 1_000
LOCKS = 1_835_365  # the family of our advisory locks; the vendor is the second half
# A record that is committed later than this after it was written is no record of ours: no
# transaction lasts so long. Sealing does not look at older ones, and reading reports them.
LATEST = timedelta(hours=1)


def seal_all(vendor: Vendor) -> int:
    """Seal whatever is not sealed, batch by batch, each in its own transaction."""
    sealed = 0
    while batch := seal_next(vendor):
        sealed += batch
    return sealed


def seal_next(vendor: Vendor) -> int:
    """Seal the next records of a vendor and return how many; none while another does."""
    with vendor_scope(vendor):
        if not _is_our_turn(vendor):
            return 0
        last = AuditSeal.objects.order_by("-number").first()
        seals = _seals(_waiting(last), last)
        AuditSeal.objects.bulk_create(seals)
        return len(seals)


def _is_our_turn(vendor: Vendor) -> bool:
    # Held until the transaction ends; what is read afterwards sees all that was sealed before.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, vendor.pk])
        (is_ours,) = cursor.fetchone()
    return bool(is_ours)


def _waiting(last: AuditSeal | None) -> list[AuditEvent]:
    rows = AuditEvent.objects.unsealed()
    if last is not None:
        rows = rows.filter(recorded_at__gt=last.sealed_at - LATEST)
    return list(rows[:BATCH])


def _seals(events: list[AuditEvent], last: AuditSeal | None) -> list[AuditSeal]:
    number, previous = (last.number, last.digest) if last else (0, GENESIS)
    seals = []
    for event in events:
        number += 1
        own = digest(event, number, previous)
        seals.append(
            AuditSeal(
                vendor_id=event.vendor_id,
                event=event,
                number=number,
                previous=previous,
                digest=own,
            )
        )
        previous = own
    return seals
