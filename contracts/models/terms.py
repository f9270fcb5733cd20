"""What a contract stands on, and from which date: signed, renewed or amended (CO-04)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Self

from django.db import models

from contracts.models.agreement import AgreementVersion
from contracts.models.contract import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class ContractTermsQuerySet(VendorQuerySet["ContractTerms"]):
    def of(self, contracts: set[int]) -> Self:
        """Those of some contracts in the order in which they hold, agreements with them."""
        rows = self.filter(contract__in=contracts).select_related("agreement")
        return rows.defer("agreement__source").order_by("contract_id", "since", "pk")

    def changed_of(self, contracts: set[int]) -> set[int]:
        """Which of some contracts no longer stand on what was signed alone: few of them."""
        rows = self.filter(contract__in=contracts).order_by()
        held = Counter(rows.values_list("contract_id", flat=True))
        return {contract for contract, count in held.items() if count > 1}

    def in_force(self, on: date) -> Self:
        """Terms that hold on a date or held before it, the newest first."""
        return self.filter(since__lte=on).order_by("-since", "-pk")


ContractTermsRows = VendorManager.from_queryset(ContractTermsQuerySet)


class ContractTerms(VendorOwned):
    """An agreement version and a tier that hold for a contract from a date on.

    An incident is measured by the targets and rules in force when it was reported; its hours
    follow the date, so that a longer day counts from the day on which it was agreed.
    """

    append_only = True

    class Kind(models.TextChoices):
        SIGNED = "signed", "Signed"
        RENEWED = "renewed", "Renewed"
        AMENDED = "amended", "Amended"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="terms_history")
    since = models.DateField()
    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ContractTermsRows()

    class Meta(VendorOwned.Meta):
        ordering = ("contract", "since", "pk")
        constraints = (
            models.UniqueConstraint(fields=["contract", "since"], name="contracts_terms_per_day"),
        )

    def __str__(self) -> str:
        return f"{self.tier_name} of {self.agreement.label} from {self.since:%d %b %Y}"

    @property
    def tier_name(self) -> str:
        """The tier as the agreement names it."""
        return self.agreement.terms.tiers[self.tier].name
