"""Persons who may give the vendor instructions in a customer's name (PQ-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Person, VendorOwned


class AuthorisedPersonQuerySet(VendorQuerySet["AuthorisedPerson"]):
    def with_history(self) -> Self:
        """Each with whoever asked and with all that was decided."""
        return self.select_related("requested_by").prefetch_related(
            models.Prefetch("decisions", AuthorisedDecision.objects.select_related("made_by"))
        )

    def undecided(self) -> Self:
        """Those for whom nothing was decided yet."""
        return self.filter(decisions=None)


AuthorisedPersonRows = VendorManager.from_queryset(AuthorisedPersonQuerySet)


class AuthorisedPerson(VendorOwned):
    """Someone a contact asks to be authorised. What became of it stands in the decisions."""

    append_only = True

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="authorised_persons"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField()
    part = models.CharField(max_length=200, help_text="Their post, and what they may instruct.")
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    objects = AuthorisedPersonRows()

    class Meta(VendorOwned.Meta):
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def last(self) -> AuthorisedDecision | None:
        """What was decided last, if anything."""
        return max(self.decisions.all(), key=lambda one: one.pk, default=None)

    @property
    def state(self) -> str:
        """One of the decision's kinds, or `asked`."""
        return self.last.kind if self.last else "asked"

    @property
    def approval(self) -> AuthorisedDecision | None:
        """The decision from which the person may instruct."""
        return self._decision(AuthorisedDecision.Kind.APPROVED)

    @property
    def ending(self) -> AuthorisedDecision | None:
        """The decision from which they may no longer."""
        return self._decision(AuthorisedDecision.Kind.ENDED)

    def may_instruct(self, at: datetime) -> bool:
        """Say whether the person was authorised at an instant."""
        if self.approval is None or at < self.approval.made_at:
            return False
        return self.ending is None or at < self.ending.made_at

    def _decision(self, kind: str) -> AuthorisedDecision | None:
        return next((one for one in self.decisions.all() if one.kind == kind), None)


class AuthorisedDecisionQuerySet(VendorQuerySet["AuthorisedDecision"]):
    """Rows of one vendor."""


AuthorisedDecisionRows = VendorManager.from_queryset(AuthorisedDecisionQuerySet)


class AuthorisedDecision(VendorOwned):
    """One step in a person's authorisation, by whom and when."""

    append_only = True

    class Kind(models.TextChoices):
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        ENDED = "ended", "Ended"

    person = models.ForeignKey(AuthorisedPerson, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = AuthorisedDecisionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("person", "pk")
        constraints = (
            # A request is answered once, and what was approved ends once.
            models.UniqueConstraint(
                fields=["person"],
                condition=~Q(kind="ended"),
                name="contracts_authorised_answered_once",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(kind="ended"), name="contracts_authorised_ends_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"
