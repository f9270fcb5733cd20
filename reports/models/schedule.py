"""What is sent regularly, to whom, and on which business day (LU-05, LU-27)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from contracts.models import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Customer, Membership, Person, VendorOwned
from reports.domain.schedules import FIRST_DAY, LAST_DAY, ScheduleKind


class ReportScheduleQuerySet(VendorQuerySet["ReportSchedule"]):
    def running(self) -> Self:
        return self.filter(paused_at=None)

    def with_names(self) -> Self:
        """Join what a row of a list shows."""
        return self.select_related("customer", "contract__customer", "contract__agreement").defer(
            "contract__agreement__source"
        )


ReportScheduleRows = VendorManager.from_queryset(ReportScheduleQuerySet)


class ReportSchedule(VendorOwned):
    """One report, sent for every period to the same people until it is paused."""

    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.label) for kind in ScheduleKind]
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose report it is; none for a report of all of a customer's incidents.",
    )
    business_day = models.PositiveSmallIntegerField(help_text="Counted from the period's end.")
    attaches_pdf = models.BooleanField(
        default=False, help_text="Beside the link; never where mail may carry links only (PQ-12)."
    )
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    since = models.DateField(help_text="Nothing is sent that was due before this day.")
    paused_at = models.DateTimeField(null=True)

    objects = ReportScheduleRows()

    class Meta(VendorOwned.Meta):
        ordering = ("customer__name", "kind", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind=ScheduleKind.CLIENT.value, contract=None)
                | (~Q(kind=ScheduleKind.CLIENT.value) & Q(contract__isnull=False)),
                name="reports_schedule_of_contract_or_customer",
            ),
            models.CheckConstraint(
                condition=Q(business_day__gte=FIRST_DAY, business_day__lte=LAST_DAY),
                name="reports_schedule_day",
            ),
            models.UniqueConstraint(
                fields=["customer", "contract", "kind"],
                nulls_distinct=False,
                name="reports_one_schedule_each",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.customer}"

    @property
    def is_paused(self) -> bool:
        """Whether nothing is sent by it."""
        return self.paused_at is not None


class ScheduleRecipientQuerySet(VendorQuerySet["ScheduleRecipient"]):
    def reachable(self) -> Self:
        """Those who are still what they were when they were chosen."""
        return self.filter(membership__ended_at=None, membership__person__is_active=True)


ScheduleRecipientRows = VendorManager.from_queryset(ScheduleRecipientQuerySet)


class ScheduleRecipient(VendorOwned):
    """Somebody who is sent the report, for as long as they belong to the customer or vendor."""

    schedule = models.ForeignKey(
        ReportSchedule, on_delete=models.CASCADE, related_name="recipients"
    )
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects = ScheduleRecipientRows()

    class Meta(VendorOwned.Meta):
        ordering = ("membership__person__name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["schedule", "membership"], name="reports_recipient_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.membership_id} of {self.schedule_id}"
