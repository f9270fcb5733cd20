"""The next version of an agreement while it is being written."""

from __future__ import annotations

import hashlib
from typing import Self

from django.db import models

from contracts.agreement_file import parse_agreement
from contracts.domain.terms import Terms
from contracts.models.agreement import AgreementVersion
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Person, VendorOwned


class AgreementDraftQuerySet(VendorQuerySet["AgreementDraft"]):
    def of(self, person: Person) -> Self:
        """The one of a person, if there is one, with the version that it began from."""
        return self.filter(made_by=person).select_related("base")


AgreementDraftRows = VendorManager.from_queryset(AgreementDraftQuerySet)


class AgreementDraft(VendorOwned):
    """What one person has written so far; nobody stands on it. It ends by publishing or discarding.

    The text is always a good file: what the schema refuses is never kept.
    """

    class Origin(models.TextChoices):
        GRID = "grid", "Edited in the portal"
        FILE = "file", "An uploaded file"

    base = models.ForeignKey(
        AgreementVersion,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version it began from, or is laid beside.",
    )
    origin = models.CharField(max_length=4, choices=Origin.choices)
    file = models.CharField(max_length=100)
    text = models.TextField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = AgreementDraftRows()

    class Meta(VendorOwned.Meta):
        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "made_by"], name="contracts_draft_one_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"Draft of {self.made_by}, begun from {self.base}"

    @property
    def terms(self) -> Terms:
        """What it would promise."""
        return parse_agreement(self.text, file=self.file).terms

    @property
    def mark(self) -> str:
        """What tells whether it was changed since a page showed it."""
        return mark_of(self.text)


def mark_of(text: str) -> str:
    """Return what tells one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()
