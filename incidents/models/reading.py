"""How far each person has read an incident."""

from __future__ import annotations

from django.db import models

from incidents.models.event import IncidentEvent
from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class ReadingQuerySet(VendorQuerySet["Reading"]):
    """Rows of one vendor."""


ReadingRows = VendorManager.from_queryset(ReadingQuerySet)


class Reading(VendorOwned):
    """One person has opened one incident's page: how far it went then."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    up_to = models.ForeignKey(IncidentEvent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="When the newest words of it were first on their page.")

    objects = ReadingRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["person", "incident"], name="incidents_read_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} read {self.incident_id} up to {self.up_to_id}"
