"""Who was told of maintenance and when, and what customers approved beyond (PQ-04, HR-03)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from availability.models.maintenance import Maintenance
from contracts.models import Contract
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class NoticeKind(models.TextChoices):
    """Why a customer was told."""

    NOTICE = "notice", "Notice ahead"
    CONTACT = "contact", "Contact about emergency work"
    UPDATE = "update", "Change of what was announced"
    CANCELLED = "cancelled", "Cancelled"
    DONE = "done", "Done"


class Means(models.TextChoices):
    """How a customer was told."""

    MAIL = "mail", "Mail"
    TELEPHONE = "telephone", "Telephone"


class MaintenanceNoticeQuerySet(VendorQuerySet["MaintenanceNotice"]):
    def with_names(self) -> Self:
        return self.select_related("contract__customer", "sent_by")


MaintenanceNoticeRows = VendorManager.from_queryset(MaintenanceNoticeQuerySet)


class MaintenanceNotice(VendorOwned):
    """One time a customer was told of a piece of work: the record that notice was given."""

    append_only = True

    maintenance = models.ForeignKey(Maintenance, on_delete=models.PROTECT, related_name="notices")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="maintenance_notices"
    )
    kind = models.CharField(max_length=10, choices=NoticeKind.choices)
    sent_at = models.DateTimeField()
    by = models.CharField(max_length=10, choices=Means.choices, default=Means.MAIL)
    to = models.TextField(blank=True, help_text="The addresses, or who was spoken to.")
    words = models.TextField(blank=True)
    expected_start = models.DateTimeField(null=True)
    expected_minutes = models.PositiveIntegerField(null=True)
    is_outage_expected = models.BooleanField(null=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    message_key = models.CharField(max_length=200, blank=True, help_text="Of the outbox.")

    objects = MaintenanceNoticeRows()

    class Meta(VendorOwned.Meta):
        ordering = ("sent_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["maintenance", "contract", "message_key"],
                condition=~Q(message_key=""),
                name="availability_notice_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of {self.maintenance} to {self.contract}"


class MaintenanceApprovalQuerySet(VendorQuerySet["MaintenanceApproval"]):
    """Rows of one vendor."""


MaintenanceApprovalRows = VendorManager.from_queryset(MaintenanceApprovalQuerySet)


class MaintenanceApproval(VendorOwned):
    """Minutes beyond the month's allotment that a customer approved (HR-03)."""

    append_only = True

    maintenance = models.ForeignKey(Maintenance, on_delete=models.PROTECT, related_name="approvals")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="maintenance_approvals"
    )
    minutes = models.PositiveIntegerField()
    approved_by = models.CharField(max_length=120, help_text="Who approved it at the customer.")
    evidence = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MaintenanceApprovalRows()

    class Meta(VendorOwned.Meta):
        ordering = ("recorded_at", "pk")

    def __str__(self) -> str:
        return f"{self.minutes} minutes for {self.maintenance}"
