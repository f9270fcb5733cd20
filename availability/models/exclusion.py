"""What of an outage does not count: proposed with evidence, decided by another person (PQ-02)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from availability.models.outage import Outage
from contracts.models import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class Verdict(models.TextChoices):
    """What was said of an exclusion."""

    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CONTESTED = "contested", "Contested by the customer"


PROPOSED = "proposed"
# What an exclusion is called on which more than one thing holds: what asks for somebody first.
FIRST = (Verdict.CONTESTED, Verdict.APPROVED, Verdict.DECLINED, Verdict.WITHDRAWN, PROPOSED)


class ExclusionQuerySet(VendorQuerySet["Exclusion"]):
    def with_decisions(self, only: Collection[int] | None = None) -> Self:
        """With what was decided of each, oldest first: two queries.

        :param only: contracts; what was said for other contracts alone is left out.
        """
        decisions = ExclusionDecision.objects.select_related("decided_by", "contract__customer")
        if only is not None:
            decisions = decisions.filter(Q(contract=None) | Q(contract__among=only))
        return self.select_related("proposed_by", "contract__customer").prefetch_related(
            models.Prefetch("decisions", decisions)
        )

    def waiting(self) -> Self:
        """Those on which somebody has to decide: nothing was said yet, or it was contested."""
        decisions = ExclusionDecision.objects.filter(exclusion=OuterRef("pk"))
        said_later = ExclusionDecision.objects.filter(
            Q(contract=None) | Q(contract=OuterRef("contract")),
            exclusion=OuterRef("exclusion"),
            pk__gt=OuterRef("pk"),
        )
        contested = decisions.filter(~Exists(said_later), verdict=Verdict.CONTESTED)
        return self.filter(~Exists(decisions) | Exists(contested))


ExclusionRows = VendorManager.from_queryset(ExclusionQuerySet)


class Exclusion(VendorOwned):
    """A part of one outage that is said not to be the provider's; its decisions say whether."""

    append_only = True

    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, related_name="exclusions")
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        related_name="exclusions",
        help_text="None: every contract whose agreement lists the reason.",
    )
    reason = models.CharField(max_length=60, help_text="A key from the agreement's list.")
    starts_at = models.DateTimeField(null=True, help_text="None: all of the outage.")
    ends_at = models.DateTimeField(null=True)
    evidence = models.TextField()
    link = models.URLField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    objects = ExclusionRows()

    # The contracts of a customer who reads it; None: the vendor's people, who see what all said.
    read_for: Collection[int] | None = None

    class Meta(VendorOwned.Meta):
        ordering = ("outage", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="availability_exclusion_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} of {self.outage}"

    def held(self, known_by: datetime | None = None) -> dict[int | None, str]:
        """Return the verdict that holds for contracts by themselves, and under None for the rest.

        The newest decision holds: one for all contracts ends what was said for single ones.
        """
        held: dict[int | None, str] = {}
        for one in sorted(self.decisions.all(), key=lambda one: one.pk):
            if known_by is None or one.decided_at <= known_by:
                if one.contract_id is None:
                    held.clear()
                held[one.contract_id] = one.verdict
        return held

    def state_for(self, contract_id: int | None) -> str:
        """Return what holds for a contract: one of the verdicts, or `proposed`."""
        return verdict_for(self.held(), contract_id)

    @property
    def state(self) -> str:
        """What holds for whoever reads it: one of the verdicts, or `proposed`."""
        held = self.held()
        whose: Collection[int | None] = self.read_for or [None, *held]
        if self.contract_id:
            whose = [self.contract_id]
        return min((verdict_for(held, one) for one in whose), key=FIRST.index)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide: nothing was said yet, or it was contested."""
        return self.state in (PROPOSED, Verdict.CONTESTED)


def verdict_for(held: dict[int | None, str], contract_id: int | None) -> str:
    """Return what holds for a contract: its own verdict, else the one for all, else `proposed`."""
    return held.get(contract_id) or held.get(None) or PROPOSED


class ExclusionDecisionQuerySet(VendorQuerySet["ExclusionDecision"]):
    """Rows of one vendor."""


ExclusionDecisionRows = VendorManager.from_queryset(ExclusionDecisionQuerySet)


class ExclusionDecision(VendorOwned):
    """One verdict on an exclusion, by whom and when; whoever proposed it never approves it.

    A customer's objection names its own contract: no other customer's month moves (PQ-02).
    """

    append_only = True

    exclusion = models.ForeignKey(Exclusion, on_delete=models.PROTECT, related_name="decisions")
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="For whose month it was said; None: for every contract of the exclusion.",
    )
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = ExclusionDecisionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("exclusion", "pk")

    def __str__(self) -> str:
        return f"{self.exclusion} {self.verdict}"
