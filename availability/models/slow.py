"""Why a service answered too slowly on some days, and what was done about it (HR-05, HR-08)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models.service import Service
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class SlowSpellQuerySet(VendorQuerySet["SlowSpell"]):
    def touching(self, first: date, last: date) -> Self:
        """Those that say something of a day from one through another."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def in_order(self) -> Self:
        """In the order in which they were written: of a day the last one holds."""
        return self.select_related("service", "written_by").order_by("pk")


SlowSpellRows = VendorManager.from_queryset(SlowSpellQuerySet)


class SlowSpell(VendorOwned):
    """Cause and corrective action of a run of slow days; of each day the latest written holds."""

    append_only = True

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="slow_spells")
    first_day = models.DateField(help_text="In the zone whose month it is.")
    last_day = models.DateField()
    cause = models.TextField()
    corrective_taken = models.TextField(blank=True)
    corrective_planned = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why it is said otherwise than before.")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = SlowSpellRows()

    class Meta(VendorOwned.Meta):
        ordering = ("service", "first_day", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="availability_slow_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(cause="") & ~Q(corrective_taken="", corrective_planned=""),
                name="availability_slow_said",
            ),
        )

    def __str__(self) -> str:
        days = f"{self.first_day:%d %B %Y}"
        if self.last_day != self.first_day:
            days += f" to {self.last_day:%d %B %Y}"
        return f"{self.service}, {days}"

    def covers(self, day: date) -> bool:
        """Say whether it is about a day."""
        return self.first_day <= day <= self.last_day
