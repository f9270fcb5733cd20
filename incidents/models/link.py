"""How incidents belong together: two of one cause, a duplicate, one split off another."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from incidents.models.incident import Incident
from incidents.models.message import Message
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class IncidentLinkQuerySet(VendorQuerySet["IncidentLink"]):
    def current(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(ended_at=None)

    def of(self, incident: Incident) -> Self:
        """Those on either side of an incident."""
        return self.filter(Q(incident=incident) | Q(other=incident))


IncidentLinkRows = VendorManager.from_queryset(IncidentLinkQuerySet)


class IncidentLink(VendorOwned):
    """`incident` is something to `other`; read from the other's side it is the converse."""

    class Kind(models.TextChoices):
        RELATES = "relates", "relates to"
        CAUSED_BY = "caused_by", "is caused by"
        DUPLICATE_OF = "duplicate_of", "is a duplicate of"
        SPLIT_FROM = "split_from", "was split from"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="linked_by")
    kind = models.CharField(max_length=20, choices=Kind)
    message = models.ForeignKey(
        Message,
        on_delete=models.PROTECT,
        null=True,
        related_name="splits",
        help_text="What was split off: it became the report of `incident`.",
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = IncidentLinkRows()

    class Meta(VendorOwned.Meta):
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(incident=F("other")), name="incidents_link_is_of_two"
            ),
            models.UniqueConstraint(
                fields=["incident", "other", "kind"],
                condition=Q(ended_at=None),
                name="incidents_linked_once",
            ),
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(ended_at=None, kind="duplicate_of"),
                name="incidents_duplicate_of_one",
            ),
            models.UniqueConstraint(fields=["message"], name="incidents_split_off_once"),
            models.CheckConstraint(
                condition=Q(kind="split_from", message__isnull=False)
                | (~Q(kind="split_from") & Q(message=None)),
                name="incidents_split_has_message",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident} {self.get_kind_display()} {self.other}"
