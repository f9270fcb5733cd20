"""What an auditor reads: who did what to which object, when, from which value (CO-07)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class AuditEventQuerySet(VendorQuerySet["AuditEvent"]):
    """Rows of one vendor."""


AuditEventRows = VendorManager.from_queryset(AuditEventQuerySet)


class AuditEvent(VendorOwned):
    """One change, written once, in the transaction that made it."""

    append_only = True

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = AuditEventRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["vendor", "object_type", "object_id"]),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_type} {self.object_id}"


def record(
    verb: str,
    row: VendorOwned,
    *,
    actor: Person | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEvent:
    """Record a change of `row` beside it, in the same transaction; `actor` None is the portal."""
    return AuditEvent.objects.create(
        vendor_id=row.vendor_id,
        at=at,
        actor=actor,
        verb=verb,
        object_type=row._meta.label_lower,
        object_id=row.pk,
        before=before or {},
        after=after or {},
    )
