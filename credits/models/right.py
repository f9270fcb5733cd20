"""Rights to terminate after chronic failure: with their evidence, and how they ended (HR-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from availability.models import MonthClosing
from contracts.models import Contract
from contracts.models.seen import seen_by
from portal.kernel.month import Month
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned


class RightSource(models.TextChoices):
    """Which test was met."""

    AVAILABILITY = "availability", "Missed months"
    RESPONSE = "response", "Slow days"


class EndKind(models.TextChoices):
    """How a right ended."""

    EXERCISED = "exercised", "Exercised"
    WAIVED = "waived", "Waived"
    LAPSED = "lapsed", "Lapsed"  # a month was restated: what it rested on is gone


class TerminationRightQuerySet(VendorQuerySet["TerminationRight"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff all, contacts their customer's."""
        return self.filter(seen_by(memberships, "contract__customer"))

    def open(self) -> Self:
        """Those neither exercised nor waived."""
        return self.filter(end=None)


TerminationRightRows = VendorManager.from_queryset(TerminationRightQuerySet)


class TerminationRight(VendorOwned):
    """That a customer may terminate, with the close of which month, and on what it rests."""

    append_only = True

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="termination_rights"
    )
    source = models.CharField(max_length=12, choices=RightSource.choices)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    closing = models.ForeignKey(
        MonthClosing, on_delete=models.PROTECT, related_name="termination_rights"
    )
    arose_at = models.DateTimeField()
    evidence = models.JSONField()
    words = models.TextField()
    clause = models.CharField(max_length=200, blank=True)

    objects = TerminationRightRows()

    class Meta(VendorOwned.Meta):
        ordering = ("contract", "-year", "-month", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "source", "closing"], name="credits_right_once"
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="credits_right_month"
            ),
        )

    def __str__(self) -> str:
        return f"Right to terminate with {self.of_month}"

    @property
    def of_month(self) -> Month:
        """The month whose close gave the right."""
        return Month(self.year, self.month)


class RightEndQuerySet(VendorQuerySet["RightEnd"]):
    """Rows of one vendor."""


RightEndRows = VendorManager.from_queryset(RightEndQuerySet)


class RightEnd(VendorOwned):
    """How a right ended: on whose word, on which day, recorded by whom."""

    append_only = True

    right = models.OneToOneField(TerminationRight, on_delete=models.PROTECT, related_name="end")
    kind = models.CharField(max_length=10, choices=EndKind.choices)
    on = models.DateField(help_text="When the customer said so.")
    said_by = models.CharField(max_length=120, blank=True, help_text="Who said so for them.")
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RightEndRows()

    class Meta(VendorOwned.Meta):
        ordering = ("right",)

    def __str__(self) -> str:
        return f"{self.right} {self.get_kind_display().lower()}"
