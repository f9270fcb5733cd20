"""What a person has typed and not sent: kept here, since browsers lose it (experience.md 4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from incidents.domain.places import ON_AN_INCIDENT, Place
from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, VendorOwned


class DraftQuerySet(VendorQuerySet["Draft"]):
    """Rows of one vendor."""


DraftRows = VendorManager.from_queryset(DraftQuerySet)


class Draft(VendorOwned):
    """The words of one membership at one place, as last typed; nobody else reads them.

    They may hold health information, as messages may: no log line has them.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="drafts")
    place = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Place])
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, related_name="drafts"
    )
    fields = models.JSONField(help_text="What was typed, by the name of its field.")
    kept_at = models.DateTimeField()

    objects = DraftRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["membership", "place", "incident"],
                nulls_distinct=False,
                name="incidents_one_draft_a_place",
            ),
            models.CheckConstraint(
                condition=Q(place__in=sorted(ON_AN_INCIDENT), incident__isnull=False)
                | (~Q(place__in=sorted(ON_AN_INCIDENT)) & Q(incident=None)),
                name="incidents_draft_has_its_incident",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} draft of {self.membership_id}"
