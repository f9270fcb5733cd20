"""What is typed about a customer's instances. Rules are the services'."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from contracts.forms.releases import day
from contracts.models import Contract, Instance, Product
from contracts.provided import optional_functions
from contracts.services.instances import Setup


class SetupForm(forms.Form):
    """How an instance is set up, and which optional functions the customer has there (LU-13)."""

    name = forms.CharField(
        max_length=60, required=False, help_text="Tells it from others of its kind."
    )
    time_zone = forms.ChoiceField(
        required=False,
        label="Where it is deployed",
        choices=lambda: [
            ("", "The customer's own zone"),
            *((zone, zone) for zone in sorted(available_timezones())),
        ],
    )
    provided = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Optional functions it has",
        help_text="Their failure is always of the most severe class (LU-13).",
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        functions = [(rule.key, rule.name) for rule in optional_functions(contract)]
        self.fields["provided"].choices = functions  # type: ignore[attr-defined]  # a choice field, as declared
        if not functions:
            del self.fields["provided"]

    def setup(self) -> Setup:
        """Return how the instance is set up."""
        said = self.cleaned_data
        return Setup(
            name=said["name"], time_zone=said["time_zone"], provided=said.get("provided", ())
        )


class InstanceForm(SetupForm):
    """Another instance under a contract (LU-04)."""

    field_order = ("product", "kind", "release", "since")

    product: Any = forms.ModelChoiceField(queryset=None, empty_label=None)
    kind = forms.ChoiceField(choices=Instance.Kind.choices)
    release = forms.CharField(max_length=30, label="Release it runs", help_text="Such as 5.3.1.")
    since = day(label="Since")

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, contract=contract, **kwargs)
        products = Product.objects.filter(vendor=contract.vendor_id)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]  # a choice field, as declared


class UpgradeForm(forms.Form):
    """Another release that an instance runs."""

    release = forms.CharField(max_length=30, label="Release it runs", help_text="Such as 5.3.1.")
    since = day(label="Since")


class EndForm(forms.Form):
    """The day from which an instance is gone, and that it is meant."""

    on = day(label="Gone since")
    sure = forms.BooleanField(
        label="Yes, it is gone for good",
        help_text="Nothing new can be reported on it then.",
        error_messages={"required": "Tick this if you mean it: an end cannot be taken back."},
    )


class ExtensionForm(forms.Form):
    """Longer support agreed with the customer (LU-08)."""

    until = day(label="Last day of extended support")
    agreed_by = forms.CharField(
        max_length=120, label="Agreed by", help_text="Who agreed to it, on both sides."
    )
    reason = forms.CharField(max_length=300, label="Why")
