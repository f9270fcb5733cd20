"""All reports of a vendor's month in one ZIP file: what goes in, and how far it is (CO-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from contracts.models import Contract
from portal.kernel.month import Month
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned
from reports.models.monthly import IssuedReport


class ReportBundleQuerySet(VendorQuerySet["ReportBundle"]):
    def expired(self, at: datetime) -> Self:
        """Those whose file is to be taken away."""
        return self.filter(state=ReportBundle.State.DONE, expires_at__lte=at)


ReportBundleRows = VendorManager.from_queryset(ReportBundleQuerySet)


class ReportBundle(VendorOwned):
    """One ZIP file: being made chunk by chunk, there to be fetched, or expired."""

    class State(models.TextChoices):
        MAKING = "making", "Being made"
        DONE = "done", "Ready"
        EXPIRED = "expired", "Expired"

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(help_text="Of the month; 1 is January.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.MAKING)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    worked_at = models.DateTimeField(help_text="When a worker last finished a piece of it.")
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=80, blank=True, help_text="Where the storage keeps it.")
    size = models.PositiveBigIntegerField(default=0, help_text="In bytes.")
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ReportBundleRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "year", "number"],
                condition=Q(state="making"),
                name="reports_one_bundle_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=12), name="reports_bundle_month"
            ),
        )

    def __str__(self) -> str:
        return f"Reports of {self.month}"

    @property
    def month(self) -> Month:
        """The month whose reports it holds."""
        return Month(self.year, self.number)


class BundleEntryQuerySet(VendorQuerySet["BundleEntry"]):
    def waiting(self) -> Self:
        return self.filter(state=BundleEntry.State.WAITING)

    def with_names(self) -> Self:
        """Join what the list in the file says."""
        return self.select_related("contract__customer", "issued").defer("issued__data")


BundleEntryRows = VendorManager.from_queryset(BundleEntryQuerySet)


class BundleEntry(VendorOwned):
    """One contract's report in a ZIP file, or why there is none."""

    class State(models.TextChoices):
        WAITING = "waiting", "To be made"
        MADE = "made", "Made"
        REFUSED = "refused", "Left out"

    bundle = models.ForeignKey(ReportBundle, on_delete=models.PROTECT, related_name="entries")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    issued = models.ForeignKey(IssuedReport, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=400, blank=True, help_text="Why it was left out.")

    objects = BundleEntryRows()

    class Meta(VendorOwned.Meta):
        ordering = ("bundle", "pk")
        constraints = (
            models.UniqueConstraint(fields=["bundle", "contract"], name="reports_bundled_once"),
        )
        indexes = (
            models.Index(
                fields=["bundle", "id"],
                condition=Q(state="waiting"),
                name="reports_bundle_waiting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.contract_id} {self.state}"
