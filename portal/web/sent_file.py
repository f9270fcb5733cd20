"""A file of rows on its way into the portal: what every kind of import keeps of it."""

from __future__ import annotations

from django.db import models

from portal.tenancy.models import Person, VendorOwned


class SentFile(VendorOwned):
    """One file: checked when it is sent, stored whole once confirmed, or not at all.

    What was found is kept as it is shown; the file itself until its rows are stored.
    """

    class State(models.TextChoices):
        FAULTY = "faulty", "Not importable"
        READY = "ready", "To be confirmed"
        STORING = "storing", "Being stored"
        DONE = "done", "Imported"

    file = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices)
    rows = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0, help_text="Known ones with nothing new.")
    faults = models.JSONField(default=list, help_text="Line, column, what stands there, and why.")
    fault_count = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta(VendorOwned.Meta):
        abstract = True
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file
