"""A customer on a tier of an agreement version."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from contracts.models.agreement import AgreementVersion
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, VendorOwned

if TYPE_CHECKING:
    from contracts.models.terms import ContractTerms


class ContractQuerySet(VendorQuerySet["Contract"]):
    def active(self, on: date) -> Self:
        """Contracts whose term holds a date; the last day still counts."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


ContractRows = VendorManager.from_queryset(ContractQuerySet)


class Contract(VendorOwned):
    """Bound to the agreement version in force when it was signed, until it is renewed (CO-04).

    `agreement` and `tier` are those in force today, kept from the rows of `ContractTerms`;
    `ends_on` is kept from the last `Commitment`, and never changes without one.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts")
    agreement = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="contracts"
    )
    tier = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    terms_read: list[ContractTerms] | None = None  # by contracts.services.amending, just now

    objects = ContractRows()

    class Meta(VendorOwned.Meta):
        ordering = ("customer__name", "-starts_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contracts_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer} on {self.tier}"

    @property
    def tier_name(self) -> str:
        """The tier as the agreement names it."""
        return self.agreement.terms.tiers[self.tier].name
