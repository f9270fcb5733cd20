"""What the vendor owes a customer besides incidents, one row each time (HR-09, HR-13, PQ-03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from contracts.domain.obligations import Due, Duty
from contracts.models.contract import Contract
from contracts.models.seen import seen_by
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned

OPEN = Q(fulfilled_at=None, withdrawn_at=None)


class ObligationQuerySet(VendorQuerySet["Obligation"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff all, contacts their customer's."""
        return self.filter(seen_by(memberships, "contract__customer"))

    def open(self) -> Self:
        return self.filter(OPEN)

    def past_due(self, at: datetime) -> Self:
        """Open ones whose time is up; `Due.passed` says whether to the very instant."""
        return self.open().filter(due_at__lte=at).order_by("due_at", "pk")

    def with_names(self) -> Self:
        return self.select_related("contract__customer", "opened_by", "fulfilled_by")


ObligationRows = VendorManager.from_queryset(ObligationQuerySet)


class Obligation(VendorOwned):
    """One thing owed, opened by a planned change, a request or a period of the contract."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="obligations")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    duty = models.CharField(
        max_length=12, choices=[(duty.value, duty.capitalize()) for duty in Duty]
    )
    words = models.TextField(blank=True, help_text="What is to change, or what is asked for.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    planned_for = models.DateField(null=True, help_text="The day of the change, of a notice.")
    period_from = models.DateField(null=True, help_text="Of an attestation.")
    due_on = models.DateField(null=True, help_text="The last day, where days count.")
    due_at = models.DateTimeField(null=True, help_text="The instant, or the end of the last day.")
    is_caused_by_error = models.BooleanField(null=True, help_text="Of a request; it may be free.")
    fulfilled_at = models.DateTimeField(null=True)
    fulfilled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    evidence = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="When somebody heard that it is late.")

    objects = ObligationRows()

    class Meta(VendorOwned.Meta):
        ordering = (models.F("due_at").asc(nulls_last=True), "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "key", "period_from"], name="contracts_attestation_once"
            ),
            models.CheckConstraint(
                condition=Q(fulfilled_at=None) | Q(withdrawn_at=None),
                name="contracts_obligation_one_end",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=OPEN, name="contracts_obligation_due"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def due(self) -> Due | None:
        """When it is due, if a time is stated."""
        return Due(self.due_at, self.due_on) if self.due_at else None

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.fulfilled_at is None and self.withdrawn_at is None

    def is_late(self, at: datetime) -> bool:
        """Whether it was fulfilled after its time, or is open after it."""
        due, ended = self.due, self.fulfilled_at or at
        return due is not None and self.withdrawn_at is None and due.passed(ended)
