"""The addresses at which people read feeds without signing in (CO-14)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class FeedAddressQuerySet(VendorQuerySet["FeedAddress"]):
    def open(self) -> Self:
        """Those that were not revoked."""
        return self.filter(revoked_at=None)


FeedAddressRows = VendorManager.from_queryset(FeedAddressQuerySet)


class FeedAddress(VendorOwned):
    """A person's own address of one feed at a vendor. It ends with all that they are there."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    feed = models.CharField(max_length=40, help_text="Its name in portal.feeds.registry.")
    about = models.PositiveBigIntegerField(null=True, help_text="The key of what is fed.")
    # What the address says, beside the portal's signature: without that it opens nothing.
    signed_token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField(null=True, help_text="To within a minute.")
    digest = models.CharField(max_length=64, blank=True, help_text="Of what it said last.")
    changed_at = models.DateTimeField(null=True, help_text="Since when it has said that.")
    revoked_at = models.DateTimeField(null=True)

    objects = FeedAddressRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "person", "feed", "about"],
                condition=Q(revoked_at=None),
                nulls_distinct=False,
                name="feeds_one_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.feed} of {self.person}"
