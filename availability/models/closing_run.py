"""Closing a month for all contracts of a vendor: how far it is, and what was left open."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.month import Month
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned

WHOLE = 100  # percent


class ClosingRunQuerySet(VendorQuerySet["ClosingRun"]):
    """Rows of one vendor."""


ClosingRuns = VendorManager.from_queryset(ClosingRunQuerySet)


class ClosingRun(VendorOwned):
    """One time that somebody asked to close a month wherever it is ready.

    Contracts are closed batch by batch, each batch with this row's progress in one transaction:
    whoever goes on after a stop begins behind `reached`.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Being closed"
        DONE = "done", "Done"

    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    contracts = models.PositiveIntegerField(help_text="How many ran in the month.")
    looked_at = models.PositiveIntegerField(default=0)
    reached = models.PositiveBigIntegerField(default=0, help_text="The last contract looked at.")
    closed = models.PositiveIntegerField(default=0)
    before = models.PositiveIntegerField(default=0, help_text="Closed before by somebody else.")
    left = models.JSONField(default=list, help_text="Contract, customer, and why it stays open.")
    left_count = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField(help_text="When a worker wrote here last.")
    done_at = models.DateTimeField(null=True)

    objects = ClosingRuns()

    class Meta(VendorOwned.Meta):
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "year", "month"],
                condition=Q(state="running"),
                name="availability_one_closing_run",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="availability_closing_run_month"
            ),
        )

    def __str__(self) -> str:
        return f"Closing {self.of}"

    @property
    def of(self) -> Month:
        """The month that is closed."""
        return Month(self.year, self.month)

    @property
    def percent(self) -> int:
        """How much of it is done; contracts that were signed meanwhile are looked at as well."""
        return min(WHOLE * self.looked_at // self.contracts, WHOLE) if self.contracts else WHOLE
