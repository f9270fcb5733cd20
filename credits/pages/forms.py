"""What is typed to settle a credit, to take an entry back and to end a right."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from contracts.forms.tokens import KeyedForm
from contracts.models import Invoice
from credits.models import EndKind
from portal.kernel.money import Money

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class NoteForm(KeyedForm):
    """Nothing but the wish: a credit note is over all that stands on none."""


class AmountForm(KeyedForm):
    """An amount of the credit's own currency."""

    amount = forms.DecimalField(min_value=0, max_digits=14, decimal_places=3)

    def money(self, currency: str) -> Money:
        """Return what was typed."""
        return Money(self.cleaned_data["amount"], currency)


class ApplicationForm(AmountForm):
    """An invoice, and how much of the credit is set against it."""

    invoice: Any = forms.ModelChoiceField(queryset=None, empty_label="Choose an invoice")
    field_order = ("invoice", "amount")

    def __init__(self, *args: Any, invoices: Iterable[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].queryset = invoices  # type: ignore[attr-defined]  # a model choice, as declared


class PaymentForm(AmountForm):
    """A payment to the customer."""

    on = forms.DateField(label="Paid on", widget=DAY)
    words = forms.CharField(
        max_length=300,
        label="By which payment",
        help_text="The customer reads it.",
        error_messages={"required": "Say by which payment: the customer reads it."},
    )


class OffsetForm(KeyedForm):
    """Against which claim for damages a credit counts."""

    words = forms.CharField(
        max_length=300,
        label="Against which claim",
        help_text="It is noted on the credit; the balance stays as it is.",
        error_messages={"required": "Say against which claim for damages it counts."},
    )


class ReversalForm(forms.Form):
    """Why an entry is taken back."""

    words = forms.CharField(
        max_length=300,
        label="Why",
        help_text="It stands in the statement; the customer reads it.",
        error_messages={"required": "Say why it is taken back: it stands in the statement."},
    )


class EndingForm(forms.Form):
    """What a customer said of its right to terminate."""

    kind = forms.ChoiceField(
        label="What they said",
        choices=[
            (EndKind.WAIVED.value, "They waive it"),
            (EndKind.EXERCISED.value, "They exercise it"),
        ],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label="Said on", widget=DAY)
    said_by = forms.CharField(max_length=120, label="Said by")
    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000, label="In words"
    )

    def ending(self) -> dict[str, Any]:
        """Return what the service asks for."""
        said = self.cleaned_data
        day: date = said["on"]
        return {"kind": EndKind(said["kind"]), "on": day} | {
            name: said[name] for name in ("said_by", "words")
        }
