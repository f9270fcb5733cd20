"""What happened to an incident, written once: every figure is read from these rows (CO-05)."""

from __future__ import annotations

from typing import Self

from django.db import models

from incidents.domain.kinds import EventKind
from incidents.models.incident import Incident
from incidents.models.message import Message
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned

# What the customer is not shown: the vendor's own business (zammad's mistake was the opposite).
INTERNAL_KINDS = (EventKind.NOTED, EventKind.ROUTED, EventKind.LINKED, EventKind.UNLINKED)


class IncidentEventQuerySet(VendorQuerySet["IncidentEvent"]):
    def for_customer(self) -> Self:
        return self.exclude(kind__in=INTERNAL_KINDS)

    def in_order(self) -> Self:
        return self.order_by("incident_id", "at", "pk")

    def newest_first(self) -> Self:
        """Those of one incident, read from the end of its index."""
        return self.order_by("-incident_id", "-at", "-pk")


IncidentEventRows = VendorManager.from_queryset(IncidentEventQuerySet)


class IncidentEvent(VendorOwned):
    """One thing that happened, at the instant it happened, by whom."""

    append_only = True

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=30, choices=[(kind.value, kind.value) for kind in EventKind])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    severity = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=40, blank=True, help_text="The station it led to.")
    reason = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True, help_text="What was agreed or said of it.")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="events")

    objects = IncidentEventRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["incident", "at", "id"], name="incidents_event_order"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M:%S}"
