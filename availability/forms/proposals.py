"""What is typed about a suspected outage: what was checked, or why it was none (HR-10)."""

from typing import Any

from django import forms

from availability.forms.instants import InstantField, InstantsForm
from availability.forms.outages import lines
from availability.models import Component, Effect, Outage, OutageProposal
from availability.models.outage import LONGEST_TITLE
from availability.services.confirming import Checked
from portal.tenancy.models import Customer, Vendor


class SuspicionForm(InstantsForm):
    """What somebody suspects."""

    component: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, label="Component"
    )
    title = forms.CharField(max_length=160, label="What seems to be out")
    since = InstantField(label="Since")
    words = lines(required=False, label="What was seen", rows=3)

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(vendor=vendor, ended_on=None).with_service()
        self.fields["component"].queryset = rows  # type: ignore[attr-defined]  # a choice field


class CheckForm(InstantsForm):
    """What a direct check found."""

    how = lines(
        label="How was it checked, and what was seen",
        rows=2,
        error_messages={"required": "Say how it was checked directly, and what was seen."},
    )
    title = forms.CharField(
        max_length=LONGEST_TITLE, label="What was out", help_text="Customers read it."
    )
    kind = forms.ChoiceField(choices=Effect.choices, label="What users met")
    starts_at = InstantField(label="Began", help_text="As the check shows; monitoring’s is kept.")
    ends_at = InstantField(
        required=False, closes=True, label="Ended", help_text="Empty while it goes on."
    )
    customers: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        label="Only these customers",
        help_text="None chosen: all whom the component serves.",
    )

    def __init__(self, *args: Any, proposal: OutageProposal, **kwargs: Any) -> None:
        initial = {
            "title": proposal.title or f"{proposal.component.service} is unavailable",
            "starts_at": proposal.first_fail_at,
            "ends_at": proposal.first_ok_at,
        }
        super().__init__(*args, initial=initial, **kwargs)
        rows = Customer.objects.filter(vendor=proposal.vendor_id)
        self.fields["customers"].queryset = rows  # type: ignore[attr-defined]  # a choice field

    def said(self) -> dict[str, Any]:
        """Return what the service takes."""
        said = dict(self.cleaned_data)
        return {"checked": Checked(**{**said, "customers": list(said["customers"])})}


class JoinForm(forms.Form):
    """To which outage it belongs."""

    outage: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(queryset=None, label="Outage")
    how = lines(label="How you know", rows=2, error_messages={"required": "Say how you know."})

    def __init__(self, *args: Any, proposal: OutageProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Outage.objects.filter(vendor=proposal.vendor_id).with_current()
        self.fields["outage"].queryset = rows  # type: ignore[attr-defined]  # a choice field

    def said(self) -> dict[str, Any]:
        """Return what the service takes."""
        return dict(self.cleaned_data)


class DismissalForm(forms.Form):
    """Why it was no outage."""

    reason = lines(label="Why it was no outage", rows=2, error_messages={"required": "Say why."})

    def __init__(self, *args: Any, proposal: OutageProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal

    def said(self) -> dict[str, Any]:
        """Return what the service takes."""
        return dict(self.cleaned_data)
