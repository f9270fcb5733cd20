"""Clocks as stored: a cache of what `sla.domain` reads from the events, and what has crossed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from contracts.domain.targets import Milestone
from contracts.models import CalendarVersion
from incidents.models import Incident
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Membership, Person, VendorOwned


class Phase(models.TextChoices):
    RUNNING = "running", "Running"
    PAUSED = "paused", "Waiting"
    STOPPED = "stopped", "Stopped"


class Outcome(models.TextChoices):
    OPEN = "open", "Open"
    MET = "met", "Met"
    MISSED = "missed", "Missed"
    NONE = "none", "Without outcome"


BREACH = 100  # percent of the budget: all of it is used


class ClockQuerySet(VendorQuerySet["Clock"]):
    def due(self, at: datetime) -> Self:
        """Clocks at which something must happen by now, the longest ago first."""
        return self.filter(next_at__lte=at).order_by("next_at", "pk")

    def behind(self, newest: CalendarVersion) -> Self:
        """Open clocks that were read by an older version of a region's calendar."""
        older = CalendarVersion.objects.filter(
            vendor=newest.vendor_id, region=newest.region, number__lt=newest.number
        )
        open_ones = self.going().filter(outcome=Outcome.OPEN)
        return open_ones.filter(calendar__in=list(older)).order_by("pk")

    def going(self) -> Self:
        return self.exclude(phase=Phase.STOPPED)

    def nearest_of(self, incidents: Iterable[int]) -> Self:
        """Of each of these incidents the clock that runs out first; those that wait come last."""
        going = self.going().filter(incident__in=incidents).distinct("incident_id")
        # By the column: by the incident, its own order would be joined to it.
        return going.order_by("incident_id", F("due_at").asc(nulls_last=True), "pk")

    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff their vendor's, contacts their customer's."""
        seen = Q(pk__in=())
        for membership in memberships:
            own, customer = Q(vendor_id=membership.vendor_id), membership.customer_id
            seen |= own if membership.is_staff_side else own & Q(incident__customer_id=customer)
        return self.filter(seen)

    def of_customer(self, customer: Customer | None) -> Self:
        """Those of one customer's incidents; of all when there is none given."""
        return self.filter(incident__customer=customer) if customer else self


ClockRows = VendorManager.from_queryset(ClockQuerySet)


class Clock(VendorOwned):
    """One milestone of one incident. Every column but the key can be recomputed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="clocks")
    milestone = models.CharField(
        max_length=20, choices=[(m.value, m.capitalize()) for m in Milestone]
    )
    severity = models.CharField(max_length=20)
    budget = models.DurationField()
    spent = models.DurationField(help_text="Up to `read_at`.")
    read_at = models.DateTimeField()
    phase = models.CharField(max_length=10, choices=Phase.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    is_assumed = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    episode = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(
        null=True, help_text="When a threshold or the breach is next due."
    )
    calendar = models.ForeignKey(
        CalendarVersion,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The version it was read by; once its outcome is final it stays with it.",
    )
    parked = models.CharField(max_length=300, blank=True, help_text="Why it cannot be computed.")

    objects = ClockRows()

    class Meta(VendorOwned.Meta):
        ordering = ("incident", "milestone")
        constraints = (
            models.UniqueConstraint(fields=["incident", "milestone"], name="sla_one_clock"),
            models.CheckConstraint(
                condition=~Q(phase=Phase.STOPPED) | Q(next_at=None), name="sla_stopped_is_not_due"
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="sla_clock_due"
            ),
            # What became final in a month (LU-18), however many years there are.
            models.Index(fields=["vendor", "stopped_at"], name="sla_clock_stopped"),
            models.Index(
                fields=["vendor", "breached_at"],
                condition=Q(breached_at__isnull=False),
                name="sla_clock_breached",
            ),
            models.Index(fields=["vendor"], condition=~Q(parked=""), name="sla_clock_parked"),
            # Who is still to be read by a calendar's newest version.
            models.Index(
                fields=["calendar", "id"],
                condition=Q(outcome="open") & ~Q(phase="stopped"),
                name="sla_clock_calendar",
            ),
        )

    def __str__(self) -> str:
        return f"{self.incident} {self.milestone} ({self.phase})"


class CrossingQuerySet(VendorQuerySet["Crossing"]):
    """Rows of one vendor."""


CrossingRows = VendorManager.from_queryset(CrossingQuerySet)


class Crossing(VendorOwned):
    """A threshold of a budget was used up, at the instant it was, whenever a worker saw it."""

    append_only = True

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="crossings")
    episode = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField()
    at = models.DateTimeField(help_text="When that much was used: the due instant for a breach.")
    recorded_at = models.DateTimeField(help_text="When a worker looked.")
    calendar = models.ForeignKey(
        CalendarVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = CrossingRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["clock", "episode", "percent"], name="sla_crossed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.percent} % at {self.at:%Y-%m-%d %H:%M:%S}"


class ClockWarningQuerySet(VendorQuerySet["ClockWarning"]):
    def untold(self, at: datetime) -> Self:
        """Warnings whose time to be told has come, in the order in which they fell due."""
        return self.filter(told_at=None, tell_at__lte=at).order_by("tell_at", "pk")


ClockWarningRows = VendorManager.from_queryset(ClockWarningQuerySet)


class ClockWarning(VendorOwned):
    """Somebody is to hear that a clock crossed a threshold, in their service hours."""

    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="warnings")
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    tell_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    objects = ClockWarningRows()

    class Meta(VendorOwned.Meta):
        ordering = ("tell_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["crossing", "recipient"], name="sla_warned_once"),
        )
        indexes = (
            models.Index(fields=["tell_at"], condition=Q(told_at=None), name="sla_warning_due"),
        )

    def __str__(self) -> str:
        return f"{self.recipient}: {self.crossing}"
