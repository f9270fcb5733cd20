"""The ledger of a contract's credits: entries that are written once; the balance is their sum."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models import F, Q

from availability.models import MonthClosing
from contracts.models import Contract, Invoice
from contracts.models.seen import seen_by
from credits.domain.ledger import LedgerKind, Line
from credits.models.claim import Claim
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned


class LedgerKindChoices(models.TextChoices):
    """The kinds of entries, as people read them."""

    ACCRUED = LedgerKind.ACCRUED.value, "Accrued"
    CLAIMED = LedgerKind.CLAIMED.value, "Claimed"
    APPROVED = LedgerKind.APPROVED.value, "Claim approved"
    DECLINED = LedgerKind.DECLINED.value, "Claim declined"
    ISSUED = LedgerKind.ISSUED.value, "Credit note issued"
    APPLIED = LedgerKind.APPLIED.value, "Applied to an invoice"
    PAID = LedgerKind.PAID.value, "Paid out"
    REVERSED = LedgerKind.REVERSED.value, "Reversed"
    RESTATED = LedgerKind.RESTATED.value, "Restated"
    OFFSET = LedgerKind.OFFSET.value, "Offset against damages"


class LedgerEntryQuerySet(VendorQuerySet["LedgerEntry"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff all, contacts their customer's."""
        return self.filter(seen_by(memberships, "contract__customer"))

    def in_order(self) -> Self:
        """As they were written."""
        return self.order_by("at", "pk")


LedgerRows = VendorManager.from_queryset(LedgerEntryQuerySet)


class LedgerEntry(VendorOwned):
    """One thing that happened to a credit, with what it does to the contract's balance.

    The same key again is the same entry; `credits.services.posting` is the only writer.
    """

    append_only = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=10, choices=LedgerKindChoices.choices)
    key = models.CharField(max_length=120, help_text="The same key again is the same entry.")
    credit = models.CharField(max_length=60, help_text="Which credit, such as 2026-06/hours.")
    year = models.PositiveSmallIntegerField(help_text="Of the month that earned the credit.")
    month = models.PositiveSmallIntegerField()
    on = models.DateField(help_text="When it happened, by the customer's own date.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="None: the portal."
    )
    amount = models.DecimalField(
        max_digits=14, decimal_places=3, help_text="What it does to the balance."
    )
    stated = models.DecimalField(
        max_digits=14, decimal_places=3, help_text="The figure the entry is about."
    )
    currency = models.CharField(max_length=3)
    clause = models.CharField(max_length=200, blank=True)
    derivation = models.JSONField(default=list)
    words = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=40, blank=True, help_text="The credit note's number.")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="credit_entries"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    closing = models.ForeignKey(
        MonthClosing, on_delete=models.PROTECT, null=True, related_name="credit_entries"
    )
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="entries")
    due_on = models.DateField(null=True, help_text="By when it is to be issued or paid (HR-06).")

    objects = LedgerRows()

    class Meta(VendorOwned.Meta):
        ordering = ("contract", "at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["contract", "key"], name="credits_entry_once"),
            models.UniqueConstraint(
                fields=["vendor", "document"],
                condition=Q(kind="issued"),
                name="credits_note_number",
            ),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=12), name="credits_entry_month"
            ),
            models.CheckConstraint(
                condition=Q(stated__gte=0, currency__regex=r"^[A-Z]{3}$"),
                name="credits_entry_amount",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["accrued", "approved"], amount=F("stated"))
                | Q(kind__in=["claimed", "declined", "issued", "offset"], amount=0)
                | Q(kind__in=["applied", "paid"], amount=-F("stated"))
                | Q(kind__in=["reversed", "restated"]),
                name="credits_entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversed", reverses__isnull=False)
                | (~Q(kind="reversed") & Q(reverses=None)),
                name="credits_entry_reverses",
            ),
            models.CheckConstraint(
                condition=~Q(kind="applied") | Q(invoice__isnull=False),
                name="credits_applied_to_something",
            ),
        )
        indexes = (
            models.Index(fields=["contract", "year", "month"], name="credits_entry_of_month"),
            models.Index(fields=["contract", "credit"], name="credits_entry_of_credit"),
            models.Index(fields=["vendor", "at", "id"], name="credits_entry_written"),
        )

    def __str__(self) -> str:
        return f"{self.credit} {self.get_kind_display().lower()}"

    @property
    def of_month(self) -> Month:
        """The month that earned the credit."""
        return Month(self.year, self.month)

    @property
    def source(self) -> str:
        """Which rule or claim the credit comes from."""
        return self.credit.partition("/")[2]

    @property
    def money(self) -> Money:
        """What it does to the balance."""
        return Money(self.amount, self.currency)

    @property
    def figure(self) -> Money:
        """The figure the entry is about."""
        return Money(self.stated, self.currency)

    @property
    def line(self) -> Line:
        """The entry as the rules read it; what it reverses should have been fetched with it."""
        reversed_kind = LedgerKind(self.reverses.kind) if self.reverses else None
        return Line(
            LedgerKind(self.kind), Fraction(self.stated), Fraction(self.amount), reversed_kind
        )


class DueReminderQuerySet(VendorQuerySet["DueReminder"]):
    """Rows of one vendor."""


DueReminderRows = VendorManager.from_queryset(DueReminderQuerySet)


class DueReminder(VendorOwned):
    """That somebody was reminded of a credit that is due: once for each date."""

    append_only = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    credit = models.CharField(max_length=60)
    due_on = models.DateField()
    told_at = models.DateTimeField()

    objects = DueReminderRows()

    class Meta(VendorOwned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "credit", "due_on"], name="credits_reminded_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.credit} due on {self.due_on}"
