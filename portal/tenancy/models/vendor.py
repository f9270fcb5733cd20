"""The tenant, what belongs to one, and the customers it supports."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower

from portal.tenancy.managers import VendorManager, VendorQuerySet, check_in_scope

SLUG = RegexValidator(r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$", "Use a-z, 0-9 and hyphens.")


class Vendor(models.Model):
    """A tenant: the organisation that gives support."""

    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(max_length=100)
    number_prefix = models.CharField(max_length=6, unique=True)
    colour = models.CharField(max_length=7)
    time_zone = models.CharField(max_length=50, default="UTC")
    phi_mode = models.BooleanField(
        default=True, help_text="Mail has links only: no titles, nothing that was written (PQ-12)."
    )
    warns_of_patient_data = models.BooleanField(
        default=True,
        help_text="Whoever writes is asked first where patient data seems to be in it (PQ-12).",
    )
    has_forum = models.BooleanField(
        default=False, help_text="Whether its customers' people can meet in its forum (LU-28)."
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class VendorOwned(models.Model):
    """A row of one vendor. Six fences keep it there (docs/architecture.md, Tenancy)."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")

    # Rows are written once: the database refuses UPDATE, DELETE and TRUNCATE.
    append_only: ClassVar[bool] = False
    # SQL conditions under which a row may be read although its vendor is not in scope.
    also_readable_when: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        check_in_scope(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        check_in_scope(self)
        return super().delete(*args, **kwargs)


class CustomerQuerySet(VendorQuerySet["Customer"]):
    """Rows of one vendor."""


CustomerRows = VendorManager.from_queryset(CustomerQuerySet)


class Customer(VendorOwned):
    """An organisation that receives a vendor's support. Its zone is where its service hours run."""

    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=50)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 code, such as GB.")
    holiday_region = models.CharField(
        max_length=10, blank=True, help_text="Country and subdivision, such as GB-ENG or US-NY."
    )

    objects = CustomerRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("vendor", Lower("name"), name="tenancy_customer_name"),
        )

    def __str__(self) -> str:
        return self.name
