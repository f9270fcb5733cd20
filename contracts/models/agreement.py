"""A vendor's published terms, one dated version a row, kept as the file that was loaded (CO-04)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models

from contracts.agreement_file import parse_agreement
from contracts.domain.terms import Terms
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import VendorOwned

# Versions never change, so that a text once parsed stands for its hash; lists leave the text
# itself unread (`defer`), since every row would carry it.
_parsed: dict[str, Terms] = {}


class AgreementVersionQuerySet(VendorQuerySet["AgreementVersion"]):
    def in_force(self, on: date) -> Self:
        """Versions effective by a date, the newest first."""
        return self.filter(effective_from__lte=on).order_by("-effective_from", "-pk")


AgreementVersionRows = VendorManager.from_queryset(AgreementVersionQuerySet)


class AgreementVersion(VendorOwned):
    """One immutable version. A changed file is another row, never a changed one."""

    append_only = True

    label = models.CharField(max_length=60)
    effective_from = models.DateField()
    sha256 = models.CharField(max_length=64)
    source = models.TextField(help_text="The agreement file as loaded.")
    file = models.CharField(max_length=100)
    loaded_at = models.DateTimeField()

    objects = AgreementVersionRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-effective_from", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "sha256"], name="contracts_agreement_once"),
        )

    def __str__(self) -> str:
        return f"{self.label}, in force from {self.effective_from:%d %b %Y}"

    @property
    def terms(self) -> Terms:
        """What this version promises."""
        if self.sha256 not in _parsed:
            _parsed[self.sha256] = parse_agreement(self.source, file=self.file).terms
        return _parsed[self.sha256]
