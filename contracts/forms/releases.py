"""What is typed about products and releases. Rules are the services'."""

from typing import Any

from django import forms

from contracts.models import Product
from contracts.services.releases import LONGEST_NOTES
from portal.tenancy.models import Vendor


def day(**said: Any) -> forms.DateField:
    """Return a field for a date, with the browser's own calendar."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **said
    )


class ReleaseForm(forms.Form):
    """A release to be published or announced (LU-07)."""

    product: Any = forms.ModelChoiceField(queryset=None, empty_label=None)
    number = forms.CharField(
        max_length=30,
        help_text="5.3.0 quarterly, 5.3.1 maintenance, 5.3.1.2 hot fix.",
        error_messages={"required": "Give the release's number."},
    )
    published_on = day(
        label="Published on", help_text="A day to come announces it; it counts from that day."
    )
    eol_on = day(
        label="Stated end of life",
        required=False,
        help_text="Only where it differs from what the agreement says; quarterly releases only.",
    )
    notes = forms.CharField(
        max_length=LONGEST_NOTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For customers: what changes.",
    )

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = Product.objects.filter(vendor=vendor)  # type: ignore[attr-defined]  # a choice field, as declared


class ProductForm(forms.Form):
    """A solution that the vendor makes."""

    name = forms.CharField(max_length=100, label="Name of the product")


class EndOfLifeForm(forms.Form):
    """The stated end of life of a quarterly release (LU-08)."""

    eol_on = day(
        label="Stated end of life",
        required=False,
        help_text="Empty: as the agreement says. Customers are told 90 and 30 days ahead.",
    )


class MoveForm(forms.Form):
    """Another day for a release that is announced."""

    published_on = day(label="Published on")
