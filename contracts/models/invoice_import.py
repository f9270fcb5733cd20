"""A file of invoices on its way into the portal."""

from __future__ import annotations

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class InvoiceImportQuerySet(VendorQuerySet["InvoiceImport"]):
    """Rows of one vendor."""


InvoiceImportRows = VendorManager.from_queryset(InvoiceImportQuerySet)


class InvoiceImport(VendorOwned):
    """One file: checked when it is sent, stored whole once confirmed, or not at all.

    What was found is kept as it is shown; the file itself until its invoices are stored.
    """

    class State(models.TextChoices):
        FAULTY = "faulty", "Not importable"
        READY = "ready", "To be confirmed"
        STORING = "storing", "Being stored"
        DONE = "done", "Imported"

    class Dates(models.TextChoices):
        ISO = "iso", "2026-07-31 (year, month, day)"
        DAY_FIRST = "day_first", "31/07/2026 (day, month, year)"

    file = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    dates = models.CharField(max_length=10, choices=Dates.choices, default=Dates.ISO)
    state = models.CharField(max_length=10, choices=State.choices)
    rows = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0, help_text="Invoices not known before.")
    paid = models.PositiveIntegerField(default=0, help_text="Known ones that it says are paid.")
    same = models.PositiveIntegerField(default=0, help_text="Known ones with nothing new.")
    totals = models.JSONField(default=dict, help_text="What the fresh ones add up to, by currency.")
    faults = models.JSONField(default=list, help_text="Line, column, what stands there, and why.")
    fault_count = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = InvoiceImportRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file
