"""What is typed about invoices. Rules are the services'."""

from typing import Any
from uuid import uuid4

from django import forms

from contracts.forms.contracts import currency
from contracts.forms.releases import day
from contracts.models import Contract, InvoiceImport
from contracts.services.invoices import Stated
from contracts.services.said import LONGEST_LINE


class InvoiceForm(forms.Form):
    """An invoice to be entered."""

    contract: Any = forms.ModelChoiceField(queryset=None, empty_label="Choose a contract")
    number = forms.CharField(max_length=40)
    period_from = day(label="Period from")
    period_until = day(label="Period until")
    issued_on = day(label="Issued on")
    due_on = day(
        label="Due on", required=False, help_text="None: as the contract's payment terms say."
    )
    amount = forms.DecimalField(min_value=0, max_digits=14, decimal_places=3)
    currency = currency()

    def __init__(self, *args: Any, contracts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]  # a choice field, as declared
        self.fields["contract"].label_from_instance = _named  # type: ignore[attr-defined]  # the same

    def clean_currency(self) -> str:
        """Write the currency in capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def stated(self) -> Stated:
        """Return what was typed as a value."""
        said = {name: one for name, one in self.cleaned_data.items() if name not in NOT_STATED}
        return Stated(**said)


NOT_STATED = {"contract", "key"}


class InvoicePageForm(InvoiceForm):
    """The same on a page: sent twice, it is entered once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=lambda: uuid4().hex)


class FactForm(forms.Form):
    """What happened to an invoice, and when."""

    on = day(label="On")
    words = forms.CharField(max_length=LONGEST_LINE, required=False, label="Note")


class FileForm(forms.Form):
    """A file of invoices."""

    file = forms.FileField(
        label="CSV or XLSX file",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    dates = forms.ChoiceField(
        label="Dates in it look like",
        choices=InvoiceImport.Dates.choices,
        initial=InvoiceImport.Dates.ISO,
        widget=forms.RadioSelect,
        help_text="Of a workbook's own date cells the portal needs no such choice.",
    )


def _named(contract: Contract) -> str:
    term = f"{contract.starts_on:%d %b %Y} to "
    term += f"{contract.ends_on:%d %b %Y}" if contract.ends_on else "further notice"
    return f"{contract.customer}, contract {contract.pk}, {term}"
