"""Rescue plans and what is owed on the levels of a ladder (LU-22)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from incidents.domain.duties import LONGEST_RHYTHM, DutyKind, Rhythm
from incidents.domain.escalation import FIRST
from incidents.models.escalation import Escalation
from incidents.models.message import Message
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class RescuePlanQuerySet(VendorQuerySet["RescuePlan"]):
    def newest(self) -> Self:
        """The one that holds comes first: a new plan replaces those before it."""
        return self.order_by("-at", "-pk")


RescuePlanRows = VendorManager.from_queryset(RescuePlanQuerySet)


class RescuePlan(VendorOwned):
    """What was agreed with the customer: what is done, by when, and when they hear how it stands.

    The plan's words are a message of the conversation, which the customer reads.
    """

    append_only = True

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="plans")
    level = models.PositiveSmallIntegerField()
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    target_at = models.DateTimeField()
    updates_every = models.PositiveSmallIntegerField(
        null=True, help_text="Hours of the incident's service time between two updates."
    )
    updates_at = ArrayField(models.DateTimeField(), default=list)
    agreed_with = models.CharField(max_length=100)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RescuePlanRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(target_at__gt=F("at")), name="incidents_plan_looks_ahead"
            ),
            models.CheckConstraint(
                condition=Q(updates_every__isnull=False, updates_at=[])
                | (Q(updates_every=None) & ~Q(updates_at=[])),
                name="incidents_plan_has_one_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(updates_every=None)
                | Q(updates_every__gte=1, updates_every__lte=LONGEST_RHYTHM),
                name="incidents_plan_updates_in_hours",
            ),
        )

    def __str__(self) -> str:
        return f"{self.escalation_id}: until {self.target_at:%Y-%m-%d %H:%M}"

    @property
    def rhythm(self) -> Rhythm:
        """How often the customer hears of it."""
        return Rhythm(every=self.updates_every, instants=tuple(self.updates_at))


class EscalationDutyQuerySet(VendorQuerySet["EscalationDuty"]):
    def open(self) -> Self:
        return self.filter(met_at=None, dropped_at=None)

    def due(self, at: datetime) -> Self:
        """Those of which somebody is to be told before `at`, the longest due first."""
        return self.open().filter(next_at__lt=at).order_by("next_at", "pk")


EscalationDutyRows = VendorManager.from_queryset(EscalationDutyQuerySet)


class EscalationDuty(VendorOwned):
    """One thing owed on a level: by when, whether it was done, and who was reminded of it."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="duties")
    level = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in DutyKind])
    plan = models.ForeignKey(RescuePlan, on_delete=models.PROTECT, null=True, related_name="duties")
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="None: as soon as possible, no figure.")
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(
        null=True, help_text="Nobody owes it any more: a new plan, a higher level, or the end."
    )
    # Derived, so that the sweep asks one index: the next instant at which somebody is told.
    next_at = models.DateTimeField(null=True)

    objects = EscalationDutyRows()

    class Meta(VendorOwned.Meta):
        ordering = (F("due_at").asc(nulls_last=True), "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["escalation", "kind"],
                condition=Q(met_at=None, dropped_at=None),
                name="incidents_one_open_duty_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=FIRST), name="incidents_duty_has_a_level"
            ),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(met_at=None, dropped_at=None),
                name="incidents_only_open_duties_are_told",
            ),
            models.CheckConstraint(
                condition=Q(met_at=None) | Q(dropped_at=None),
                name="incidents_duty_met_or_dropped",
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(next_at__isnull=False), name="incidents_duty_next"
            ),
        )

    def __str__(self) -> str:
        return f"{self.escalation_id}: {self.kind} by {self.due_at}"

    def turn(self) -> None:
        """Work out when somebody is told next."""
        is_open = self.met_at is None and self.dropped_at is None
        told = self.overdue_told_at is not None
        first = self.remind_at if self.reminded_at is None else None
        self.next_at = (first or self.due_at) if is_open and not told else None
