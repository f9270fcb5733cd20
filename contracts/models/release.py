"""A vendor's solutions and their releases, with the days on which they are out (LU-07)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from contracts.domain.lifecycle import Published
from contracts.domain.versions import ReleaseKind, ReleaseNumber
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned


class ProductQuerySet(VendorQuerySet["Product"]):
    """Rows of one vendor."""


ProductRows = VendorManager.from_queryset(ProductQuerySet)


class Product(VendorOwned):
    """A solution that a vendor makes; customers have instances of it."""

    name = models.CharField(max_length=100)

    objects = ProductRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint("vendor", Lower("name"), name="contracts_product_once"),
        )

    def __str__(self) -> str:
        return self.name


class ReleaseQuerySet(VendorQuerySet["Release"]):
    def by_number(self) -> Self:
        """The newest number first."""
        return self.order_by("-major", "-minor", "-maintenance", "-hot_fix")

    def out(self, on: date) -> Self:
        """Those published by a date."""
        return self.filter(published_on__lte=on)

    def quarterly(self) -> Self:
        return self.filter(maintenance=0, hot_fix=0)


ReleaseRows = VendorManager.from_queryset(ReleaseQuerySet)


class Release(VendorOwned):
    """One release of a product. A day to come means that it is announced, not out."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="releases")
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField()
    maintenance = models.PositiveSmallIntegerField(default=0)
    hot_fix = models.PositiveSmallIntegerField(default=0)
    published_on = models.DateField()
    eol_on = models.DateField(
        null=True, blank=True, help_text="The stated end of life; none: as the agreement says."
    )
    notes = models.TextField(blank=True)

    objects = ReleaseRows()

    class Meta(VendorOwned.Meta):
        ordering = ("product", "-major", "-minor", "-maintenance", "-hot_fix")
        constraints = (
            models.UniqueConstraint(
                fields=["product", "major", "minor", "maintenance", "hot_fix"],
                name="contracts_release_once",
            ),
            models.CheckConstraint(
                condition=Q(eol_on=None) | Q(eol_on__gt=F("published_on")),
                name="contracts_eol_after_publication",
            ),
            models.CheckConstraint(
                condition=Q(eol_on=None) | Q(maintenance=0, hot_fix=0),
                name="contracts_eol_of_quarterly",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def number(self) -> ReleaseNumber:
        """The release's number as a value that can be ordered."""
        return ReleaseNumber(self.major, self.minor, self.maintenance, self.hot_fix)

    @property
    def kind(self) -> ReleaseKind:
        """What kind of release its number makes it."""
        return self.number.kind

    @property
    def published(self) -> Published:
        """The release as the rules read it."""
        return Published(number=self.number, on=self.published_on, eol_on=self.eol_on)
