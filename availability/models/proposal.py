"""Suspected outages: what monitors saw, until a person decides (HR-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models.outage import Outage
from availability.models.probe import MonitorToken, Probe
from availability.models.service import Component
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class ProposalState(models.TextChoices):
    """What became of a suspicion."""

    OPEN = "open", "Waiting for a direct check"
    CONFIRMED = "confirmed", "Confirmed"
    DISMISSED = "dismissed", "Dismissed"


class ProposalSource(models.TextChoices):
    """Who saw it."""

    PROBE = "probe", "Probe"
    HEARTBEAT = "heartbeat", "Heartbeat"
    ALERTMANAGER = "alertmanager", "Alertmanager"
    WEBHOOK = "webhook", "Webhook"
    MANUAL = "manual", "A person"


class OutageProposalQuerySet(VendorQuerySet["OutageProposal"]):
    def open(self) -> Self:
        return self.filter(state=ProposalState.OPEN)

    def saying(self, fingerprint: str, at: datetime) -> Self:
        """Those that cover what an alert says of an instant: open, or decided with it in mind."""
        seen = Q(first_fail_at__lte=at, last_fail_at__gte=at)
        return self.filter(Q(state=ProposalState.OPEN) | seen, fingerprint=fingerprint)

    def with_names(self) -> Self:
        return self.select_related("component__service", "outage", "probe", "token", "decided_by")


OutageProposalRows = VendorManager.from_queryset(OutageProposalQuerySet)


class OutageProposal(VendorOwned):
    """Something that looks like an outage of a component; it counts for nothing by itself."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="proposals")
    source = models.CharField(max_length=12, choices=ProposalSource.choices)
    fingerprint = models.CharField(
        max_length=200, help_text="The alert or probe that says so; the same each time it does."
    )
    probe = models.ForeignKey(Probe, on_delete=models.PROTECT, null=True, related_name="proposals")
    token = models.ForeignKey(
        MonitorToken, on_delete=models.PROTECT, null=True, related_name="proposals"
    )
    times = models.PositiveIntegerField(default=1, help_text="How often it was said.")
    title = models.CharField(max_length=200, blank=True)
    last_ok_at = models.DateTimeField(null=True)
    first_fail_at = models.DateTimeField()
    last_fail_at = models.DateTimeField()
    first_ok_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    outage = models.ForeignKey(
        Outage, on_delete=models.PROTECT, null=True, related_name="proposals"
    )
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    how = models.TextField(blank=True, help_text="How it was checked directly.")
    told_at = models.DateTimeField(null=True, help_text="When the desk was told of it.")
    reason = models.TextField(blank=True, help_text="Why it was dismissed.")

    objects = OutageProposalRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-first_fail_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "fingerprint"],
                condition=Q(state=ProposalState.OPEN),
                name="availability_one_open_proposal",
            ),
            models.CheckConstraint(
                condition=Q(last_fail_at__gte=F("first_fail_at")),
                name="availability_proposal_in_order",
            ),
        )
        indexes = (
            models.Index(
                fields=["vendor", "-first_fail_at", "-id"], name="availability_proposals_newest"
            ),
        )

    def __str__(self) -> str:
        return f"{self.component}: {self.title or self.words[:60]}"

    @property
    def is_over(self) -> bool:
        """Whether what said that it fails has said since that it does not."""
        return self.first_ok_at is not None
