"""The numbers of credit notes and claims: in order and without gaps, vendor by vendor."""

from __future__ import annotations

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned


class CreditSeriesQuerySet(VendorQuerySet["CreditSeries"]):
    """Rows of one vendor."""


CreditSeriesRows = VendorManager.from_queryset(CreditSeriesQuerySet)


class CreditSeries(VendorOwned):
    """The last numbers a vendor has issued; its row is the queue at the counter."""

    notes = models.PositiveIntegerField(default=1000)
    claims = models.PositiveIntegerField(default=1000)

    objects = CreditSeriesRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["vendor"], name="credits_one_series_per_vendor"),
        )

    def __str__(self) -> str:
        return f"{self.notes}, {self.claims}"
