"""Backups as they ran: the evidence behind the promise of daily and weekly ones (HR-09)."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models.service import Component
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class BackupKind(models.TextChoices):
    """Which of the backups that are owed."""

    DAILY = "daily", "Daily"
    WEEKLY_FULL = "weekly_full", "Weekly, full"


class BackupRunQuerySet(VendorQuerySet["BackupRun"]):
    def newest(self) -> Self:
        """What holds of each run: the last thing said of it."""
        later = BackupRun.objects.filter(
            component=models.OuterRef("component"),
            kind=models.OuterRef("kind"),
            started_at=models.OuterRef("started_at"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(later))

    def with_names(self) -> Self:
        return self.select_related("component__service", "recorded_by")


BackupRunRows = VendorManager.from_queryset(BackupRunQuerySet)


class BackupRun(VendorOwned):
    """One backup of a component, and whether it is good. Said again, the higher number holds."""

    append_only = True

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="backup_runs")
    kind = models.CharField(max_length=12, choices=BackupKind.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(default=1)
    bytes = models.PositiveBigIntegerField(null=True)
    is_good = models.BooleanField()
    evidence = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = BackupRunRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["component", "kind", "started_at", "number"],
                name="availability_backup_said_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="availability_backup_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} backup of {self.component}"

    @property
    def took(self) -> timedelta:
        """How long it ran."""
        return self.ended_at - self.started_at
