"""What became of a schedule's periods: one row each, whatever restarts in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned
from reports.models.monthly import IssuedReport
from reports.models.schedule import ReportSchedule


class ReportRunQuerySet(VendorQuerySet["ReportRun"]):
    """Rows of one vendor."""


ReportRunRows = VendorManager.from_queryset(ReportRunQuerySet)


class ReportRun(VendorOwned):
    """One period of a schedule: it waits, or its report was sent, once."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"

    schedule = models.ForeignKey(ReportSchedule, on_delete=models.PROTECT, related_name="runs")
    period = models.CharField(max_length=10, help_text="Such as 2026-06 or 2026-Q2.")
    first_day = models.DateField()
    last_day = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(max_length=400, blank=True, help_text="What it waits for.")
    told_at = models.DateTimeField(null=True, help_text="When account managers heard of that.")
    issued = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, null=True, related_name="+")
    data: models.JSONField[Mapping[str, Any] | None, Mapping[str, Any] | None] = models.JSONField(
        null=True, help_text="What was sent, where it is kept nowhere else."
    )
    recipients = models.PositiveSmallIntegerField(default=0)
    began_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = ReportRunRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-last_day", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["schedule", "period"], name="reports_run_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state="waiting", sent_at=None, issued=None, data__isnull=True),
                name="reports_run_sent_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.schedule_id}: {self.period}"
