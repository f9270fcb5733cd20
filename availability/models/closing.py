"""A contract's month as it was closed: facts, figures and derivation, signed and written once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from contracts.models import AgreementVersion, Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class ClosingKind(models.TextChoices):
    """Whether a month was closed for the first time, or said anew."""

    CLOSED = "closed", "Closed"
    RESTATED = "restated", "Restated"


class MonthClosingQuerySet(VendorQuerySet["MonthClosing"]):
    """Rows of one vendor."""


MonthClosingRows = VendorManager.from_queryset(MonthClosingQuerySet)


class MonthClosing(VendorOwned):
    """What a month came to; the newest number holds, and none before it is lost."""

    append_only = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="month_closings")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=ClosingKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField()
    figures = models.JSONField()
    derivation = models.JSONField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True, help_text="Why it was restated.")
    difference = models.JSONField(null=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    objects = MonthClosingRows()

    class Meta(VendorOwned.Meta):
        ordering = ("contract", "-year", "-month", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "year", "month", "number"], name="availability_closing_once"
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="availability_closing_month"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} {self.year}-{self.month:02}"
