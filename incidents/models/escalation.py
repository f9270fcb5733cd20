"""Hierarchical escalations of incidents, and the levels each has stood on (LU-22)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from incidents.domain.escalation import FIRST, LONGEST_REASON, Cause
from incidents.models.incident import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class EscalationQuerySet(VendorQuerySet["Escalation"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


EscalationRows = VendorManager.from_queryset(EscalationQuerySet)


class Escalation(VendorOwned):
    """An incident on its agreement's ladder, from when it was put there until it is taken off."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="escalations")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: the portal, since a target was missed.",
    )
    cause = models.CharField(max_length=20, choices=[(cause.value, cause.value) for cause in Cause])
    reason = models.CharField(max_length=LONGEST_REASON)
    missed_at = models.DateTimeField(
        null=True, help_text="When the target that was missed was due."
    )
    level = models.PositiveSmallIntegerField(default=FIRST)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.CharField(max_length=LONGEST_REASON, blank=True)

    objects = EscalationRows()

    class Meta(VendorOwned.Meta):
        ordering = ("opened_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["incident"],
                condition=Q(ended_at=None),
                name="incidents_one_open_escalation",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")),
                name="incidents_escalation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=FIRST), name="incidents_escalation_has_a_level"
            ),
            models.CheckConstraint(
                condition=Q(cause=Cause.REQUESTED.value, opened_by__isnull=False, missed_at=None)
                | (~Q(cause=Cause.REQUESTED.value) & Q(opened_by=None, missed_at__isnull=False)),
                name="incidents_escalation_has_its_cause",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident_id}: level {self.level}"


class EscalationStepQuerySet(VendorQuerySet["EscalationStep"]):
    """Rows of one vendor."""


EscalationStepRows = VendorManager.from_queryset(EscalationStepQuerySet)


class EscalationStep(VendorOwned):
    """An escalation came to a level: when, who stood there then, and why it came."""

    append_only = True

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="steps")
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    holder = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: nobody."
    )
    why = models.CharField(max_length=LONGEST_REASON)

    objects = EscalationStepRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["escalation", "level"], name="incidents_each_level_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.escalation_id}: level {self.level} at {self.at:%Y-%m-%d %H:%M:%S}"
