"""What a contract agrees otherwise than its tier, one row a decision (LU-05)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from contracts.domain.entitlements import Override, unpacked
from contracts.models.contract import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class EntitlementOverrideQuerySet(VendorQuerySet["EntitlementOverride"]):
    """Rows of one vendor."""


EntitlementOverrideRows = VendorManager.from_queryset(EntitlementOverrideQuerySet)


class EntitlementOverride(VendorOwned):
    """One row of the agreement set otherwise for a contract, from a date on.

    A later row that holds on the same date goes before an earlier one; a row without a value
    puts what the tier says back in force.
    """

    append_only = True

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="entitlement_overrides"
    )
    key = models.CharField(max_length=40)
    value = models.JSONField(null=True, help_text="None: as the tier says.")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="The last day.")
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = EntitlementOverrideRows()

    class Meta(VendorOwned.Meta):
        ordering = ("contract", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="contracts_override_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} from {self.since:%d %b %Y}"

    def as_override(self) -> Override:
        """Return the row as the rules read it."""
        return Override(
            key=self.key,
            value=unpacked(self.value),
            since=self.since,
            until=self.until,
            reason=self.reason,
            by=str(self.made_by),
            pk=self.pk,
        )
