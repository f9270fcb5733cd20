"""Above which amount a claim is approved by two people, as each vendor sets it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class ApprovalLimitQuerySet(VendorQuerySet["ApprovalLimit"]):
    """Rows of one vendor."""


ApprovalLimitRows = VendorManager.from_queryset(ApprovalLimitQuerySet)


class ApprovalLimit(VendorOwned):
    """From when on a claim above an amount takes two people; the newest row holds."""

    append_only = True

    amount = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        null=True,
        help_text="In the contract's own currency. None: one person is enough.",
    )
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = ApprovalLimitRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="credits_limit_not_negative"
            ),
        )

    def __str__(self) -> str:
        return "one person" if self.amount is None else f"two people above {self.amount}"
