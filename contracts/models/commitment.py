"""Until when a contract runs, what is paid for it, and which products it covers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from contracts.domain.fees import Fees
from contracts.models.contract import Contract
from contracts.models.release import Product
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Person, VendorOwned


class CommitmentQuerySet(VendorQuerySet["Commitment"]):
    def known(self, at: datetime) -> Self:
        """Those that were made by an instant, in the order in which they were."""
        return self.filter(made_at__lte=at).order_by("pk")

    def in_force(self, on: date) -> Self:
        """Those that hold on a date or held before it, the newest first."""
        return self.filter(since__lte=on).order_by("-since", "-pk")


CommitmentRows = VendorManager.from_queryset(CommitmentQuerySet)


class Commitment(VendorOwned):
    """What both sides are bound to besides the terms: how long, and what is paid, from a date on.

    A row is written when a contract is signed, renewed, priced anew or ended. `Contract.ends_on`
    is kept from the row written last.
    """

    append_only = True

    class Kind(models.TextChoices):
        SIGNED = "signed", "Signed"
        RENEWED = "renewed", "Renewed"
        REPRICED = "repriced", "Priced anew"
        ENDED = "ended", "Ended"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.DateField(help_text="From when it holds; of an end, the first day without.")
    ends_on = models.DateField(null=True, help_text="The last day; none: until further notice.")
    annual_value = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    currency = models.CharField(max_length=3, blank=True)
    payment_days = models.PositiveSmallIntegerField(default=30)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )

    objects = CommitmentRows()

    class Meta(VendorOwned.Meta):
        ordering = ("contract", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(annual_value=None, monthly_fee=None) | Q(currency__regex=r"^[A-Z]{3}$"),
                name="contracts_fee_has_currency",
            ),
            models.CheckConstraint(
                condition=(Q(annual_value=None) | Q(annual_value__gte=0))
                & (Q(monthly_fee=None) | Q(monthly_fee__gte=0)),
                name="contracts_fee_is_not_negative",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.since:%d %b %Y}"

    @property
    def fees(self) -> Fees:
        """What is paid, as a value that can be reckoned with."""
        return Fees(
            annual=self.annual_value,
            monthly=self.monthly_fee,
            currency=self.currency,
            payment_days=self.payment_days,
        )


def _range(function: str, first: str, last: str) -> tuple[Func, str]:
    # Ranges bring an index of their own: excluding by them takes no extension.
    return Func(F(first), F(last), Value("[]"), function=function), RangeOperators.OVERLAPS


class CoveredProductQuerySet(VendorQuerySet["CoveredProduct"]):
    """Rows of one vendor."""


CoveredProductRows = VendorManager.from_queryset(CoveredProductQuerySet)


class CoveredProduct(VendorOwned):
    """A product that a contract covers, with the contract's customer and days beside it.

    The days follow the contract's: so the database itself refuses two contracts of one customer
    for one product at one time.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="covered")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = CoveredProductRows()

    class Meta(VendorOwned.Meta):
        ordering = ("product__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["contract", "product"], name="contracts_covered_once"),
            ExclusionConstraint(
                name="contracts_no_overlap",
                expressions=[
                    _range("int8range", "customer", "customer"),
                    _range("int8range", "product", "product"),
                    _range("daterange", "starts_on", "ends_on"),
                ],
            ),
        )

    def __str__(self) -> str:
        return str(self.product)
