"""Invoices, what happened to them, and files they were read from (LU-09, PQ-07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from contracts.domain.standing import LEADS_TO, Bill, Fact, InvoiceState
from contracts.models.contract import Contract
from contracts.models.seen import seen_by
from portal.kernel.money import Money
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Membership, Person, VendorOwned


def _facts(*states: InvoiceState) -> list[str]:
    return [fact.value for fact, state in LEADS_TO.items() if state in states]


def _last_fact(on: date) -> Subquery:
    known = InvoiceEvent.objects.filter(invoice=OuterRef("pk"), on__lte=on)
    return Subquery(known.order_by("-on", "-pk").values("kind")[:1])


class InvoiceQuerySet(VendorQuerySet["Invoice"]):
    def visible_to(self, memberships: Iterable[Membership]) -> Self:
        """What these memberships may see: staff all, contacts their customer's."""
        return self.filter(seen_by(memberships, "contract__customer"))

    def with_last_fact(self, on: date) -> Self:
        """Each with what happened to it last by a day, as `last_fact`."""
        return self.annotate(last_fact=_last_fact(on))

    def in_state(self, on: date, *states: InvoiceState) -> Self:
        """Those that stood in one of these states on a day."""
        return self.alias(fact=_last_fact(on)).filter(fact__in=_facts(*states))

    def unsettled(self, first: date, last: date) -> Self:
        """Those that were open or disputed by either of two days, such as one day in two zones."""
        owed = _facts(InvoiceState.OPEN, InvoiceState.DISPUTED)
        rows = self.alias(by_first=_last_fact(first), by_last=_last_fact(last))
        return rows.filter(Q(by_first__in=owed) | Q(by_last__in=owed))

    def overdue(self, on: date) -> Self:
        """Those past due and undisputed on a day, the longest ago first (LU-09)."""
        return self.filter(due_on__lt=on).in_state(on, InvoiceState.OPEN).order_by("due_on", "pk")


InvoiceRows = VendorManager.from_queryset(InvoiceQuerySet)


class Invoice(VendorOwned):
    """What a customer owes for a period of its contract, written once.

    Whether it is paid or disputed stands in its events.
    """

    append_only = True

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=40)
    period_from = models.DateField()
    period_until = models.DateField(help_text="The period's last day.")
    issued_on = models.DateField()
    due_on = models.DateField(help_text="The last day on which it is paid in time.")
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    currency = models.CharField(max_length=3)
    key = models.CharField(
        max_length=80, null=True, help_text="The same key again is the same invoice."
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InvoiceRows()

    class Meta(VendorOwned.Meta):
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "number"], name="contracts_invoice_number"),
            models.UniqueConstraint(fields=["vendor", "key"], name="contracts_invoice_key"),
            models.CheckConstraint(
                condition=Q(period_until__gte=F("period_from"), due_on__gte=F("issued_on")),
                name="contracts_invoice_days",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, currency__regex=r"^[A-Z]{3}$"),
                name="contracts_invoice_amount",
            ),
        )
        indexes = (models.Index(fields=["contract", "due_on"], name="contracts_invoice_due"),)

    def __str__(self) -> str:
        return self.number

    @property
    def money(self) -> Money:
        """The amount in its currency."""
        return Money(self.amount, self.currency)

    @property
    def bill(self) -> Bill:
        """The invoice as the rules read it; its events should have been fetched with it."""
        events = sorted(self.events.all(), key=lambda one: (one.on, one.pk))
        return Bill(
            number=self.number,
            due_on=self.due_on,
            amount=self.money,
            facts=tuple((one.on, Fact(one.kind)) for one in events),
        )


class InvoiceEventQuerySet(VendorQuerySet["InvoiceEvent"]):
    """Rows of one vendor."""


InvoiceEventRows = VendorManager.from_queryset(InvoiceEventQuerySet)


class InvoiceEvent(VendorOwned):
    """One thing that happened to an invoice, on its own day, recorded once."""

    append_only = True

    class Kind(models.TextChoices):
        ISSUED = Fact.ISSUED.value, "Issued"
        PAID = Fact.PAID.value, "Paid"
        DISPUTED = Fact.DISPUTED.value, "Disputed"
        SETTLED = Fact.SETTLED.value, "Dispute settled"
        CANCELLED = Fact.CANCELLED.value, "Cancelled"
        WITHDRAWN = Fact.WITHDRAWN.value, "Payment withdrawn"

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField(help_text="When it happened, by the customer's own date.")
    words = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = InvoiceEventRows()

    class Meta(VendorOwned.Meta):
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["invoice"], condition=Q(kind="issued"), name="contracts_issued_once"
            ),
        )
        indexes = (
            models.Index(fields=["invoice", "-on", "-id"], name="contracts_invoice_last_fact"),
        )

    def __str__(self) -> str:
        return f"{self.invoice} {self.get_kind_display().lower()}"
