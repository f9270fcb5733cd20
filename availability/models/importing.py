"""Files of outages and of maintenance on their way in, and what each row of them said last."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from availability.models.maintenance import Maintenance
from availability.models.outage import Outage
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned
from portal.web.sent_file import SentFile


class Sheet(models.TextChoices):
    """What the rows of a file are."""

    OUTAGES = "outages", "Outages"
    WORKS = "works", "Maintenance"


class OutageImportQuerySet(VendorQuerySet["OutageImport"]):
    """Rows of one vendor."""


OutageImportRows = VendorManager.from_queryset(OutageImportQuerySet)


class OutageImport(SentFile):
    """One file, how its columns were understood, and what was found in it."""

    sheet = models.CharField(max_length=10, choices=Sheet.choices)
    source = models.CharField(max_length=40, help_text="Where the rows come from.")
    columns = models.JSONField(default=list, help_text="The file's own, as they stand there.")
    mapping = models.JSONField(default=dict, help_text="Which column says what.")
    fresh = models.PositiveIntegerField(default=0, help_text="Rows not known before.")
    changed = models.PositiveIntegerField(default=0, help_text="Known ones that say something new.")
    left_out = models.PositiveIntegerField(default=0, help_text="Of no length, or by choice.")
    preview = models.JSONField(default=list, help_text="The first rows as they were understood.")

    objects = OutageImportRows()


class ImportedRowQuerySet(VendorQuerySet["ImportedRow"]):
    """Rows of one vendor."""


ImportedRows = VendorManager.from_queryset(ImportedRowQuerySet)


class ImportedRow(VendorOwned):
    """What a row of a source said when it was last taken in.

    A row that says the same again changes nothing, even where a person corrected it here since.
    """

    sheet = models.CharField(max_length=10, choices=Sheet.choices)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    outage = models.ForeignKey(Outage, on_delete=models.PROTECT, null=True, related_name="+")
    maintenance = models.ForeignKey(
        Maintenance, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField()

    objects = ImportedRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "sheet", "source", "source_id"],
                name="availability_imported_row_once",
            ),
            models.CheckConstraint(
                condition=Q(outage__isnull=False, maintenance=None)
                | Q(outage=None, maintenance__isnull=False),
                name="availability_imported_row_of_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.source_id}"
