"""Suppliers of a vendor and what they promise it: back-to-back agreements (LU-24)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from contracts.domain.suppliers import Support
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Person, VendorOwned


class SupplierQuerySet(VendorQuerySet["Supplier"]):
    def current(self) -> Self:
        """Those that are still asked for help."""
        return self.filter(ended_at=None)


SupplierRows = VendorManager.from_queryset(SupplierQuerySet)


class Supplier(VendorOwned):
    """A third party, or a department of the vendor's own, whose help an incident may need."""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", "Supplier"
        DEPARTMENT = "department", "Department of our own"

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SUPPLIER)
    contact = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = SupplierRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=["vendor", "name"], name="contracts_supplier_once"),
        )

    def __str__(self) -> str:
        return self.name


class SupplierAgreementQuerySet(VendorQuerySet["SupplierAgreement"]):
    def in_force(self, on: date) -> Self:
        """Agreements that hold on a date, the newest first."""
        held = self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
        return held.order_by("-since", "-pk")


SupplierAgreementRows = VendorManager.from_queryset(SupplierAgreementQuerySet)


class SupplierAgreement(VendorOwned):
    """What a supplier promises from a date on; another follows, it is never changed."""

    append_only = True

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="agreements")
    reference = models.CharField(max_length=100, help_text="Its name or number with the supplier.")
    since = models.DateField()
    until = models.DateField(null=True)
    time_zone = models.CharField(max_length=50)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), help_text="0 is Monday; none: around the clock."
    )
    opens = models.PositiveSmallIntegerField(help_text="Minutes after midnight.")
    closes = models.PositiveSmallIntegerField(help_text="Minutes after midnight.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = SupplierAgreementRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-since", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="contracts_supplier_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["supplier", "since"], name="contracts_supplier_agreement_per_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.supplier}, {self.reference}"

    @property
    def support(self) -> Support:
        """The hours in which the supplier works."""
        return Support(self.time_zone, tuple(self.weekdays), self.opens, self.closes)


class SupplierTargetQuerySet(VendorQuerySet["SupplierTarget"]):
    """Rows of one vendor."""


SupplierTargetRows = VendorManager.from_queryset(SupplierTargetQuerySet)


class SupplierTarget(VendorOwned):
    """The time in which a supplier answers for one of the vendor's severities."""

    append_only = True

    agreement = models.ForeignKey(
        SupplierAgreement, on_delete=models.PROTECT, related_name="targets"
    )
    severity = models.CharField(max_length=20)
    minutes = models.PositiveIntegerField(help_text="Of the supplier's own hours.")

    objects = SupplierTargetRows()

    class Meta(VendorOwned.Meta):
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "severity"], name="contracts_supplier_target_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0), name="contracts_supplier_target_is_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.severity}: {self.minutes} min"


class SupplierShareQuerySet(VendorQuerySet["SupplierShare"]):
    """Rows of one vendor."""


SupplierShareRows = VendorManager.from_queryset(SupplierShareQuerySet)


class SupplierShare(VendorOwned):
    """A customer asked for the details of a back-to-back agreement, and was given them."""

    append_only = True

    agreement = models.ForeignKey(
        SupplierAgreement, on_delete=models.PROTECT, related_name="shares"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    request = models.CharField(max_length=300, help_text="Who asked, when and how.")
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = SupplierShareRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-shared_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "customer"], name="contracts_supplier_shared_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement} shared with {self.customer}"
