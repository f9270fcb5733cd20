"""The ledger of On-Demand tokens: written once, corrected by further rows (LU-06)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from contracts.models.contract import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class TokenMoveQuerySet(VendorQuerySet["TokenMove"]):
    """Rows of one vendor."""


TokenMoveRows = VendorManager.from_queryset(TokenMoveQuerySet)


class TokenMove(VendorOwned):
    """One entry of a contract's statement; its lines say what it did to which purchase."""

    append_only = True

    class Kind(models.TextChoices):
        PURCHASE = "purchase", "Bought"
        DRAW = "draw", "Drawn"
        REVERSAL = "reversal", "Given back"
        EXPIRY = "expiry", "Expired"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="token_moves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80, help_text="The same key again is the same entry.")
    on = models.DateField(help_text="For the customer; a purchase's own date.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )
    words = models.CharField(max_length=300, blank=True)
    incident = models.CharField(max_length=20, blank=True, help_text="Its number, such as LUM-1042")
    bundle = models.PositiveSmallIntegerField(null=True, help_text="Tokens, of a purchase.")
    usable_until = models.DateField(null=True, help_text="The last day, of a purchase.")
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversal"
    )

    objects = TokenMoveRows()

    class Meta(VendorOwned.Meta):
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["contract", "key"], name="contracts_token_move_once"),
            models.CheckConstraint(
                condition=Q(kind="purchase", bundle__isnull=False, usable_until__isnull=False)
                | (~Q(kind="purchase") & Q(bundle=None, usable_until=None)),
                name="contracts_token_bundle_of_purchase",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses=None)),
                name="contracts_token_reversal_of",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on:%d %b %Y}"


class TokenLineQuerySet(VendorQuerySet["TokenLine"]):
    """Rows of one vendor."""


TokenLineRows = VendorManager.from_queryset(TokenLineQuerySet)


class TokenLine(VendorOwned):
    """Quarter hours added to a purchase, or taken from it; the balance is the sum of all."""

    append_only = True

    move = models.ForeignKey(TokenMove, on_delete=models.PROTECT, related_name="lines")
    purchase = models.ForeignKey(TokenMove, on_delete=models.PROTECT, related_name="+")
    quarters = models.IntegerField()

    objects = TokenLineRows()

    class Meta(VendorOwned.Meta):
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["move", "purchase"], name="contracts_token_line_once"),
            models.CheckConstraint(condition=~Q(quarters=0), name="contracts_token_line_moves"),
        )

    def __str__(self) -> str:
        return f"{self.quarters:+} quarter hours"


class TokenWarningQuerySet(VendorQuerySet["TokenWarning"]):
    """Rows of one vendor."""


TokenWarningRows = VendorManager.from_queryset(TokenWarningQuerySet)


class TokenWarning(VendorOwned):
    """Says that unspent time of a purchase was warned of, so that it is done once."""

    append_only = True

    purchase = models.ForeignKey(TokenMove, on_delete=models.PROTECT, related_name="warnings")
    days_before = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    objects = TokenWarningRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["purchase", "days_before"], name="contracts_token_warning_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.days_before} days before {self.purchase.usable_until}"
