"""Words that are written often: kept once, and put into a reply or a note with names filled in."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from incidents.domain.places import ON_AN_INCIDENT, Place
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, VendorOwned


class MacroQuerySet(VendorQuerySet["Macro"]):
    def open_to(self, membership: Membership) -> Self:
        """The shared ones and one's own."""
        return self.filter(Q(owner=None) | Q(owner=membership))

    def current(self) -> Self:
        return self.filter(archived_at=None)


MacroRows = VendorManager.from_queryset(MacroQuerySet)


class Macro(VendorOwned):
    """A ready text for one of the composers: the desk's own, or one person's."""

    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        related_name="macros",
        help_text="None: shared by the whole desk.",
    )
    name = models.CharField(max_length=80)
    place = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in sorted(ON_AN_INCIDENT)]
    )
    text = models.TextField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = MacroRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                "vendor",
                "owner",
                "place",
                Lower("name"),
                condition=Q(archived_at=None),
                nulls_distinct=False,
                name="incidents_macro_name",
            ),
            models.CheckConstraint(
                condition=Q(place__in=sorted(ON_AN_INCIDENT)), name="incidents_macro_place"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_notes(self) -> bool:
        """Whether it is written for notes."""
        return self.place == Place.NOTE
