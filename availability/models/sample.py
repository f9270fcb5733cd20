"""Samples: what was measured of a component, one row a minute, and days made of them (HR-05).

`Sample` is partitioned by month; what is older than 35 days is dropped with its partition. The
partitions stand in a schema that the application cannot enter: it reaches rows through the table
alone, where row-level security is (docs/algorithms/monitoring.md).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models.service import Component
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned

MINUTE = timedelta(minutes=1)


class SampleSource(models.IntegerChoices):
    """Who measured."""

    PROBE = 1, "Probe"
    HEARTBEAT = 2, "Heartbeat"
    SENT = 3, "Sent by a system of the vendor's"


class SampleQuerySet(VendorQuerySet["Sample"]):
    def between(self, start: datetime, end: datetime) -> Self:
        """Samples of the minutes that begin in a period."""
        return self.filter(at__gte=start, at__lt=end)


SampleRows = VendorManager.from_queryset(SampleQuerySet)


class Sample(VendorOwned):
    """One minute of a component: whether it was up, and how long requests took, if measured."""

    pk = models.CompositePrimaryKey("component_id", "at")
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, related_name="samples", db_constraint=False
    )  # the key that holds the vendor too is the one that counts
    at = models.DateTimeField(help_text="The beginning of the minute.")
    requests = models.PositiveIntegerField(default=1, help_text="How many were measured.")
    milliseconds = models.PositiveIntegerField(null=True, help_text="All these requests together.")
    source = models.PositiveSmallIntegerField(choices=SampleSource.choices)
    is_up = models.BooleanField()

    objects = SampleRows()

    def __str__(self) -> str:
        return f"{self.component_id} {self.at:%Y-%m-%d %H:%M} {'up' if self.is_up else 'down'}"


class SampleDayQuerySet(VendorQuerySet["SampleDay"]):
    def days(self, first: date, last: date) -> Self:
        """Days from one through another."""
        return self.filter(day__gte=first, day__lte=last)


SampleDayRows = VendorManager.from_queryset(SampleDayQuerySet)


class SampleDay(VendorOwned):
    """A component's day in a zone, added up; kept for ever. What was not measured is in neither."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="sample_days")
    zone = models.CharField(max_length=50)
    day = models.DateField()
    samples = models.PositiveIntegerField()
    up_seconds = models.PositiveIntegerField()
    down_seconds = models.PositiveIntegerField()
    requests = models.PositiveBigIntegerField(default=0, help_text="Of which the time is known.")
    total_ms = models.PositiveBigIntegerField(default=0)

    objects = SampleDayRows()

    class Meta(VendorOwned.Meta):
        ordering = ("component", "zone", "day")
        constraints = (
            models.UniqueConstraint(
                fields=["component", "zone", "day"], name="availability_sample_day_once"
            ),
            models.CheckConstraint(
                condition=Q(samples__gte=1, up_seconds=F("samples") * 60 - F("down_seconds")),
                name="availability_sample_day_adds_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.component}, {self.day} in {self.zone}"

    @property
    def measured_seconds(self) -> int:
        """How much of the day was measured; the rest is unknown, never up."""
        return self.up_seconds + self.down_seconds
