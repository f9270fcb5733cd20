"""What was asked of a supplier for an incident, and when they answered (LU-23, LU-24)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from contracts.models import Supplier, SupplierAgreement
from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class SupplierRequestQuerySet(VendorQuerySet["SupplierRequest"]):
    def open(self) -> Self:
        """Those that the supplier still has to answer."""
        return self.filter(answered_at=None)

    def with_names(self) -> Self:
        """Join and fetch what a row of a list shows."""
        rows = self.select_related("supplier", "incident__vendor", "incident__customer", "asked_by")
        return rows.select_related("agreement__supplier").prefetch_related("agreement__targets")


SupplierRequestRows = VendorManager.from_queryset(SupplierRequestQuerySet)


class SupplierRequest(VendorOwned):
    """An incident awaits a supplier: their clock runs from the asking to the answer."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="supplier_requests"
    )
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="requests")
    agreement = models.ForeignKey(
        SupplierAgreement,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="In force when it was asked; none: the supplier promises nothing.",
    )
    severity = models.CharField(max_length=20)
    asked = models.TextField(help_text="What was asked of them.")
    reference = models.CharField(max_length=60, blank=True, help_text="Their number for it.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who recorded it."
    )

    objects = SupplierRequestRows()

    class Meta(VendorOwned.Meta):
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "supplier"],
                condition=Q(answered_at=None),
                name="incidents_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("asked_at")),
                name="incidents_answered_after_asked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident}: {self.supplier}"
