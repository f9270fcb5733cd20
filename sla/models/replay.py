"""Replays as they are kept: how far each came, and what it found."""

from __future__ import annotations

from typing import Self

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned


class ReplayRunQuerySet(VendorQuerySet["ReplayRun"]):
    def whole(self) -> Self:
        """Runs over all of a vendor's incidents, the newest of each vendor first."""
        return self.filter(since=None).order_by("vendor_id", "-started_at", "-pk")


ReplayRunRows = VendorManager.from_queryset(ReplayRunQuerySet)


class ReplayRun(VendorOwned):
    """A replay of a vendor's clocks: how far it came, and what it found (CO-05)."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True, help_text="Only incidents reported from then on.")
    position = models.BigIntegerField(default=0, help_text="Key of the last incident read.")
    incidents = models.PositiveIntegerField(default=0)
    clocks = models.PositiveIntegerField(default=0)
    differences = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=list, help_text="The first differences, column by column.")

    objects = ReplayRunRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.vendor}, {self.started_at:%Y-%m-%d %H:%M}: {self.differences} differences"
