"""A file of invoices on its way into the portal."""

from __future__ import annotations

from django.db import models

from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.web.sent_file import SentFile


class InvoiceImportQuerySet(VendorQuerySet["InvoiceImport"]):
    """Rows of one vendor."""


InvoiceImportRows = VendorManager.from_queryset(InvoiceImportQuerySet)


class InvoiceImport(SentFile):
    """One file of invoices, with what was found in it."""

    class Dates(models.TextChoices):
        ISO = "iso", "2026-07-31 (year, month, day)"
        DAY_FIRST = "day_first", "31/07/2026 (day, month, year)"

    dates = models.CharField(max_length=10, choices=Dates.choices, default=Dates.ISO)
    fresh = models.PositiveIntegerField(default=0, help_text="Invoices not known before.")
    paid = models.PositiveIntegerField(default=0, help_text="Known ones that it says are paid.")
    totals = models.JSONField(default=dict, help_text="What the fresh ones add up to, by currency.")

    objects = InvoiceImportRows()
