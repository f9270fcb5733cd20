"""What an auditor reads: who did what to which object, when, from which value (CO-07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models.functions import Now

from portal.audit.origin import current_origin
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, Vendor, VendorOwned


class AuditEventQuerySet(VendorQuerySet["AuditEvent"]):
    def unsealed(self) -> Self:
        """Rows that stand in no chain yet, in the order in which they are to be sealed."""
        return self.filter(seal=None).order_by("pk")


AuditEventRows = VendorManager.from_queryset(AuditEventQuerySet)


class AuditEvent(VendorOwned):
    """One change, written once, in the transaction that made it."""

    append_only = True

    at = models.DateTimeField(db_index=True, help_text="When it happened, as the deed was told.")
    recorded_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When it was written down, by the database."
    )
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    token = models.CharField(
        max_length=120, blank=True, db_default="", help_text="By which API token a program came."
    )
    address = models.GenericIPAddressField(null=True)

    objects = AuditEventRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["vendor", "object_type", "object_id"]),
            models.Index(fields=["vendor", "-at", "-id"], name="audit_newest"),
            models.Index(fields=["vendor", "recorded_at"], name="audit_to_be_sealed"),
        )

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
    reason: str = "",
) -> AuditEvent:
    """Record a change of `row` beside it, in the same transaction; `actor` None is the portal."""
    event = AuditEvent(
        vendor_id=row.vendor_id,
        at=at,
        actor=actor,
        verb=verb,
        object_type=row._meta.label_lower,
        object_id=row.pk,
        before=before or {},
        after=after or {},
        reason=reason,
    )
    return _written(event)


def record_many(
    verb: str,
    said: Iterable[tuple[VendorOwned, dict[str, Any]]],
    *,
    actor: Person | None,
    at: datetime,
) -> None:
    """Record the same deed done to many rows at once, what became of each beside it."""
    origin = current_origin()
    AuditEvent.objects.bulk_create(
        AuditEvent(
            vendor_id=row.vendor_id,
            at=at,
            actor=actor,
            verb=verb,
            object_type=row._meta.label_lower,
            object_id=row.pk,
            after=after,
            request_id=origin.request_id,
            channel=origin.channel,
            token=origin.token,
            address=origin.address,
        )
        for row, after in said
    )


def record_look(
    verb: str,
    kind: type[models.Model],
    *,
    vendor: Vendor,
    actor: Person,
    at: datetime,
    pk: int = 0,
    reason: str = "",
) -> AuditEvent:
    """Record that somebody looked at rows of a kind, or at the one with this key."""
    event = AuditEvent(
        vendor=vendor,
        at=at,
        actor=actor,
        verb=verb,
        object_type=kind._meta.label_lower,
        object_id=pk,
        reason=reason,
    )
    return _written(event)


def _written(event: AuditEvent) -> AuditEvent:
    origin = current_origin()
    event.request_id, event.address = origin.request_id, origin.address
    event.channel, event.token = origin.channel, origin.token
    event.save(force_insert=True)
    return event
