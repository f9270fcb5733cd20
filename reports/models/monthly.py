"""Reports as they were issued: frozen, numbered by vendor, known by a hash (CO-13, HR-08)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import models
from django.db.models import Q

from contracts.models import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned
from reports.domain.critical import digest_of
from reports.domain.issued import Kind, number_text


class ReportSeriesQuerySet(VendorQuerySet["ReportSeries"]):
    """Rows of one vendor."""


ReportSeriesRows = VendorManager.from_queryset(ReportSeriesQuerySet)


class ReportSeries(VendorOwned):
    """The last number a vendor has given to a report; its row is the queue for them."""

    last = models.PositiveIntegerField(default=0)

    objects = ReportSeriesRows()

    class Meta(VendorOwned.Meta):
        constraints = (models.UniqueConstraint(fields=["vendor"], name="reports_one_series"),)

    def __str__(self) -> str:
        return f"R-{self.last}"


class IssuedReportQuerySet(VendorQuerySet["IssuedReport"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """Staff see their vendor's, customers those of their own contracts."""
        seen = Q(pk__in=())
        for one in memberships:
            own = Q(vendor_id=one.vendor_id)
            if not one.is_staff_side:
                own &= Q(contract__customer_id=one.customer_id)
            seen |= own
        return self.filter(seen)

    def of(self, contract: Contract, kind: Kind, period: str) -> Self:
        """The versions of one contract's report of a period, the newest first."""
        return self.filter(contract=contract, kind=kind, period=period).order_by("-version")

    def newest(self) -> Self:
        """Those that no later version has replaced."""
        return self.filter(restated_by=None)

    def for_list(self) -> Self:
        """Without what they say, and with what a row of a list shows."""
        return self.select_related("contract__customer", "issued_by").defer("data")


IssuedReportRows = VendorManager.from_queryset(IssuedReportQuerySet)


class IssuedReport(VendorOwned):
    """One version of a report, written once. A correction is the next version of its number."""

    append_only = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="issued_reports")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.label) for kind in Kind])
    period = models.CharField(max_length=10, help_text="Such as 2026-06 or 2026-Q2.")
    first_day = models.DateField()
    last_day = models.DateField()
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    data: models.JSONField[Mapping[str, Any], Mapping[str, Any]] = models.JSONField()
    hash = models.CharField(max_length=64, help_text="SHA-256 over the data.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )
    restates = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="restated_by"
    )
    difference: models.JSONField[list[Any] | None, list[Any] | None] = models.JSONField(
        null=True, help_text="What is otherwise than in the version before."
    )
    reason = models.TextField(blank=True, help_text="Why it was restated.")

    objects = IssuedReportRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-last_day", "-number", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "kind", "period", "version"], name="reports_issued_once"
            ),
            models.UniqueConstraint(
                fields=["vendor", "number", "version"], name="reports_issued_number"
            ),
            models.CheckConstraint(
                condition=Q(version=1, restates=None) | Q(version__gt=1, restates__isnull=False),
                name="reports_issued_restates",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="reports_issued_days"
            ),
        )
        indexes = (models.Index(fields=["vendor", "hash"], name="reports_issued_hash"),)

    def __str__(self) -> str:
        return number_text(self.number, self.version)

    @property
    def is_intact(self) -> bool:
        """Whether it still says what it was issued with."""
        return digest_of(self.data) == self.hash
