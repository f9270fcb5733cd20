"""Putting a contract on other terms from a date on (CO-04)."""

from typing import Any

from django import forms

from contracts.models import AgreementVersion, Contract
from contracts.services.amending import LONGEST_REASON

ISO = "%Y-%m-%d"  # what a date field of the browser takes


class TermsForm(forms.Form):
    """Which version of the agreement and which tier, from when, and why."""

    agreement: Any = forms.ModelChoiceField(
        queryset=None, label="Version of the agreement", empty_label=None
    )
    tier = forms.ChoiceField(label="Tier")
    since = forms.DateField(
        label="From",
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text="The first day, by the customer's own date. It cannot lie in the past.",
    )
    reason = forms.CharField(
        max_length=LONGEST_REASON, label="Why", help_text="The customer reads it too."
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = AgreementVersion.objects.filter(vendor=contract.vendor_id)
        self.fields["agreement"].queryset = versions  # type: ignore[attr-defined]  # a choice field, as declared
        tiers = {
            tier.key: tier.name for version in versions for tier in version.terms.tiers.values()
        }
        self.fields["tier"].choices = list(tiers.items())  # type: ignore[attr-defined]  # the same
