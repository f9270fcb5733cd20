"""Searches that are kept under a name, for oneself or for all who work at the desk."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from incidents.domain.search import LONGEST
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned

LONGEST_NAME = 40  # characters: it stands in a row with others


class SavedViewQuerySet(VendorQuerySet["SavedView"]):
    def for_person(self, person: Person) -> Self:
        """One's own views and those that are shared, in the order in which they are shown."""
        return self.filter(Q(owner=person) | Q(is_shared=True)).in_order()

    def in_order(self) -> Self:
        """Shared ones first, each owner's in the order that they chose."""
        return self.order_by("-is_shared", "position", "pk")


SavedViewRows = VendorManager.from_queryset(SavedViewQuerySet)


class SavedView(VendorOwned):
    """A search of the queue with a name. Following it leads to the search's own address."""

    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST)
    is_shared = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    objects = SavedViewRows()

    class Meta(VendorOwned.Meta):
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "owner", "name"], name="incidents_view_name"),
        )

    def __str__(self) -> str:
        return self.name
