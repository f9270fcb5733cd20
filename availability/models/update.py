"""What the status page says of an outage or of maintenance, one entry each time."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from availability.models.maintenance import Maintenance
from availability.models.outage import Outage
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class Stage(models.TextChoices):
    """How far the vendor has come."""

    INVESTIGATING = "investigating", "Investigating"
    IDENTIFIED = "identified", "Cause found"
    MONITORING = "monitoring", "Mended, being watched"
    RESOLVED = "resolved", "Resolved"
    SCHEDULED = "scheduled", "Planned"
    IN_PROGRESS = "in_progress", "Work is being done"
    COMPLETED = "completed", "Work is done"


class StatusUpdateQuerySet(VendorQuerySet["StatusUpdate"]):
    """Rows of one vendor."""


StatusUpdateRows = VendorManager.from_queryset(StatusUpdateQuerySet)


class StatusUpdate(VendorOwned):
    """Words for customers about one outage or one piece of work."""

    append_only = True

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, null=True, related_name="updates")
    maintenance = models.ForeignKey(
        Maintenance, on_delete=models.PROTECT, null=True, related_name="updates"
    )
    words = models.TextField()
    stage = models.CharField(max_length=14, choices=Stage.choices)
    is_public = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = StatusUpdateRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-written_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(outage__isnull=False, maintenance=None)
                | Q(outage=None, maintenance__isnull=False),
                name="availability_update_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.words[:60]}"
