"""What the vendor does for a customer regularly, and who looks after it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from contracts.domain.recurrence import How
from contracts.models.contract import Contract
from contracts.models.seen import seen_by
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned


class ActivityQuerySet(VendorQuerySet["Activity"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff all, contacts their customer's."""
        return self.filter(seen_by(memberships, "contract__customer"))

    def planned(self) -> Self:
        return self.filter(state=Activity.State.PLANNED)

    def overdue(self, on: date) -> Self:
        """Planned ones whose day has passed, the longest ago first."""
        return self.planned().filter(planned_for__lt=on).order_by("planned_for", "pk")

    def with_names(self) -> Self:
        return self.select_related("contract__customer", "owner", "done_by")


ActivityRows = VendorManager.from_queryset(ActivityQuerySet)


class Activity(VendorOwned):
    """One activity of a contract's period: planned, then done or cancelled (LU-05).

    Its name and manner are those of the terms that held on its due date.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="activities")
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    how = models.CharField(max_length=10, choices=[(how.value, how.words) for how in How])
    has_review_pack = models.BooleanField(default=False)
    period_from = models.DateField(help_text="The first day of the period it is owed for.")
    due = models.DateField(help_text="The period's last day, which never changes.")
    planned_for = models.DateField(help_text="The due date, or the day it was moved to.")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=300, blank=True, help_text="Of moving or cancelling.")
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    notes = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    told_at = models.DateTimeField(null=True, help_text="When account managers heard it is late.")

    objects = ActivityRows()

    class Meta(VendorOwned.Meta):
        ordering = ("planned_for", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "key", "due"], name="contracts_activity_once"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None)),
                name="contracts_activity_done_on",
            ),
        )
        indexes = (
            models.Index(
                fields=["vendor", "planned_for"],
                condition=Q(state="planned"),
                name="contracts_activity_planned",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_how_display()}"

    @property
    def is_moved(self) -> bool:
        """Whether it was put on another day than it is due."""
        return self.planned_for != self.due

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and it is still to be done."""
        return self.state == self.State.PLANNED and self.planned_for < on


class AssignedManagerQuerySet(VendorQuerySet["AssignedManager"]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


AssignedManagerRows = VendorManager.from_queryset(AssignedManagerQuerySet)


class AssignedManager(VendorOwned):
    """The technical account manager of a contract, from an instant until another (LU-05)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="managers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AssignedManagerRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-since", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(ended_at=None),
                name="contracts_one_assigned_manager",
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership.person} for {self.contract}"
