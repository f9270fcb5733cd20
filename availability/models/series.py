"""The numbers a vendor gives to its outages and its maintenance."""

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned


class AvailabilitySeriesQuerySet(VendorQuerySet["AvailabilitySeries"]):
    """Rows of one vendor."""


AvailabilitySeriesRows = VendorManager.from_queryset(AvailabilitySeriesQuerySet)


class AvailabilitySeries(VendorOwned):
    """The last numbers a vendor has issued; its row is the queue for them."""

    outages = models.PositiveIntegerField(default=0)
    works = models.PositiveIntegerField(default=0)

    objects = AvailabilitySeriesRows()

    class Meta(VendorOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["vendor"], name="availability_one_series"),)

    def __str__(self) -> str:
        return f"O-{self.outages}, M-{self.works}"
