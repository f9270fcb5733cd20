"""Monitors: what is asked regularly, and who else may say that something failed (HR-10)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from availability.models.service import Component
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned


class ProbeKind(models.TextChoices):
    """Whether the portal asks, or is told."""

    HTTP = "http", "The portal asks an address"
    HEARTBEAT = "heartbeat", "The component reports by itself"


# Seconds between two questions. Samples are of minutes: with more than one minute between them,
# the minutes in between are not measured.
INTERVALS = ((30, "30 seconds"), (60, "A minute"), (120, "2 minutes"), (300, "5 minutes"))


class ProbeQuerySet(VendorQuerySet["Probe"]):
    def due(self, at: datetime) -> Self:
        """Enabled probes whose time has come, the longest waiting first."""
        return self.filter(is_enabled=True, next_at__lte=at).order_by("next_at", "pk")

    def asking(self) -> Self:
        """Those that the portal asks; a heartbeat is waited for."""
        return self.filter(kind=ProbeKind.HTTP)

    def waiting(self) -> Self:
        """Heartbeats: those that are due are late."""
        return self.filter(kind=ProbeKind.HEARTBEAT)


ProbeRows = VendorManager.from_queryset(ProbeQuerySet)


class Probe(VendorOwned):
    """A regular question to a component, and what its last answers were."""

    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="probes")
    kind = models.CharField(max_length=10, choices=ProbeKind.choices)
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500, blank=True)
    interval = models.PositiveIntegerField(default=60, help_text="Seconds.")
    timeout = models.PositiveIntegerField(default=10, help_text="Seconds; of a heartbeat, grace.")
    expected_status = models.PositiveSmallIntegerField(default=200)
    expected_text = models.CharField(max_length=200, blank=True)
    tls_days_warning = models.PositiveSmallIntegerField(default=14)
    failures_needed = models.PositiveSmallIntegerField(
        default=2, help_text="Failures in a row before an outage is suspected."
    )
    may_confirm = models.BooleanField(
        default=False,
        help_text="Whether its failing confirms what another probe suspects, without a person.",
    )
    kept_by = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who set it up or changed it last: whether it may confirm is their decision.",
    )
    is_enabled = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_fail_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row, until now.")
    last_words = models.CharField(max_length=300, blank=True)
    last_milliseconds = models.PositiveIntegerField(null=True)
    certificate_ends_at = models.DateTimeField(null=True)

    objects = ProbeRows()

    class Meta(VendorOwned.Meta):
        ordering = ("component", "name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(interval__gte=30, timeout__gte=1, failures_needed__gte=1),
                name="availability_probe_sensible",
            ),
            models.CheckConstraint(
                condition=Q(kind=ProbeKind.HEARTBEAT) | ~Q(url=""), name="availability_probe_asks"
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(is_enabled=True), name="availability_probe_due"
            ),
        )

    def __str__(self) -> str:
        return self.name


class MonitorTokenQuerySet(VendorQuerySet["MonitorToken"]):
    def current(self) -> Self:
        return self.filter(revoked_at=None)


MonitorTokenRows = VendorManager.from_queryset(MonitorTokenQuerySet)


class TokenKind(models.TextChoices):
    """What may be reported with a token."""

    ALERTS = "alerts", "Alerts: Alertmanager, Grafana, Pingdom, or our own form"
    SAMPLES = "samples", "Samples: measured minutes"
    HEARTBEAT = "heartbeat", "Heartbeats of one probe"


class MonitorToken(VendorOwned):
    """What lets another monitor report; only a hash of it is kept."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=TokenKind.choices, default=TokenKind.ALERTS)
    component = models.ForeignKey(
        Component, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens"
    )
    probe = models.ForeignKey(
        Probe, on_delete=models.PROTECT, null=True, blank=True, related_name="tokens"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = MonitorTokenRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=TokenKind.HEARTBEAT, probe__isnull=False)
                | (~Q(kind=TokenKind.HEARTBEAT) & Q(probe=None)),
                name="availability_heartbeat_of_a_probe",
            ),
        )

    def __str__(self) -> str:
        return self.name
