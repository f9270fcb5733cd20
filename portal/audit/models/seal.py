"""The chain: one seal a record, each over the one before; and what reading it found."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models.functions import Now

from portal.audit.models.event import AuditEvent
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned


class AuditSealQuerySet(VendorQuerySet["AuditSeal"]):
    """Rows of one vendor."""


AuditSealRows = VendorManager.from_queryset(AuditSealQuerySet)


class AuditSeal(VendorOwned):
    """A record's place in its vendor's chain: 1, 2, 3, … without a gap."""

    append_only = True

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="seal")
    number = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64, help_text="Digest of the seal before.")
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AuditSealRows()

    class Meta(VendorOwned.Meta):
        ordering = ("vendor_id", "number")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "number"], name="audit_seal_number"),
            # A chain does not fork: each seal is followed by one at most.
            models.UniqueConstraint(fields=["vendor", "previous"], name="audit_seal_previous"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"


class ChainCheckQuerySet(VendorQuerySet["ChainCheck"]):
    def newest(self) -> Self:
        """The last reading of each vendor's chain."""
        return self.order_by("vendor_id", "-finished_at", "-pk").distinct("vendor_id")


ChainCheckRows = VendorManager.from_queryset(ChainCheckQuerySet)


class ChainCheck(VendorOwned):
    """A reading of the whole chain; its signature keeps the chain from being written anew."""

    append_only = True

    finished_at = models.DateTimeField()
    records = models.PositiveBigIntegerField(help_text="Number of the last seal that was right.")
    head = models.CharField(max_length=64, help_text="That seal's digest.")
    problem = models.TextField(blank=True, help_text="What is wrong with the next; empty if none.")
    signature = models.CharField(max_length=100)

    objects = ChainCheckRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-finished_at", "-pk")
        indexes = (models.Index(fields=["vendor", "-finished_at"], name="audit_check_newest"),)

    def __str__(self) -> str:
        return f"{self.finished_at:%Y-%m-%d %H:%M} {self.records} records {self.problem}".strip()
