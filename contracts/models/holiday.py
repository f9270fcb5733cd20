"""Holidays as dated rows: copied once for a region and year, reviewable, never computed live."""

from __future__ import annotations

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned


class HolidayYearQuerySet(VendorQuerySet["HolidayYear"]):
    """Rows of one vendor."""


HolidayYearRows = VendorManager.from_queryset(HolidayYearQuerySet)


class HolidayYear(VendorOwned):
    """Says that a region's holidays of a year were copied, so that a gap is seen as one."""

    region = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    copied_at = models.DateTimeField()

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
    """One day on which service hours that observe the region are closed."""

    region = models.CharField(max_length=10)
    date = models.DateField()
    name = models.CharField(max_length=120)

    objects = HolidayRows()

    class Meta(VendorOwned.Meta):
        ordering = ("date",)
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "region", "date"], name="contracts_holiday_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
