"""A region's holidays as decisions: copied or made by a person, dated, never changed (LU-02)."""

from __future__ import annotations

from typing import Self

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class CalendarVersionQuerySet(VendorQuerySet["CalendarVersion"]):
    def newest(self) -> Self:
        """The newest version of each region, with its vendor."""
        rows = self.order_by("vendor_id", "region", "-number").distinct("vendor_id", "region")
        return rows.select_related("vendor")


CalendarVersionRows = VendorManager.from_queryset(CalendarVersionQuerySet)


class CalendarVersion(VendorOwned):
    """One step of a region's calendar: all that was decided up to it, and why.

    Versions of a region are made one after the other, so that their keys rise with their
    numbers; a figure that keeps its version's key can be computed again as it was.
    """

    append_only = True

    region = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    since = models.DateField(help_text="The first date on which it differs from the one before.")
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )

    objects = CalendarVersionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("region", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "region", "number"], name="contracts_calendar_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region}, version {self.number}"


class HolidayYearQuerySet(VendorQuerySet["HolidayYear"]):
    """Rows of one vendor."""


HolidayYearRows = VendorManager.from_queryset(HolidayYearQuerySet)


class HolidayYear(VendorOwned):
    """Says that a region's holidays of a year were copied, so that a gap is seen as one."""

    append_only = True

    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="years")
    region = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()

    objects = HolidayYearRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "region", "year"], name="contracts_holiday_year_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region} {self.year}"


class HolidayQuerySet(VendorQuerySet["Holiday"]):
    """Rows of one vendor."""


HolidayRows = VendorManager.from_queryset(HolidayQuerySet)


class Holiday(VendorOwned):
    """Whether a date closes the hours that observe the region; the newest version's row holds."""

    append_only = True

    version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT, related_name="holidays")
    region = models.CharField(max_length=10)
    date = models.DateField()
    name = models.CharField(max_length=120)
    closes = models.BooleanField(default=True, help_text="False: a working day after all.")

    objects = HolidayRows()

    class Meta(VendorOwned.Meta):
        ordering = ("date", "version")
        constraints = (
            models.UniqueConstraint(fields=["version", "date"], name="contracts_holiday_once"),
        )
        indexes = (models.Index(fields=["region", "vendor"], name="contracts_holiday_region"),)

    def __str__(self) -> str:
        return f"{self.date} {self.name}" + ("" if self.closes else ", a working day")
