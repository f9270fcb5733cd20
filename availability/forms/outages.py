"""What is typed about an outage: its facts, its end, why it was none (HR-02, HR-10)."""

from dataclasses import fields
from typing import Any

from django import forms

from availability.forms.instants import InstantField, InstantsForm
from availability.models import Component, Effect, OutageVersion
from availability.models.outage import LONGEST_TITLE
from availability.stated import LONGEST_TEXT, OutageFacts
from portal.tenancy.models import Customer, Vendor

MOST_USERS = 2_000_000_000  # what a column of the database holds
FIRST = ("title", "components", "starts_at", "ends_at", "kind", "ordinary_functions_out")
SECTIONS = (
    ("Whom it touched", ("customers", "users_affected", "users_total")),
    ("What monitoring saw", ("last_ok_at", "first_fail_at", "last_fail_at", "first_ok_at")),
    ("Cause and correction", ("cause", "corrective_taken", "corrective_planned")),
    ("Recovery", ("restored_at", "data_lost_from", "data_lost_to")),
)


def lines(**said: Any) -> forms.CharField:
    """Return a field for several lines of text."""
    rows = said.pop("rows", 3)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **said)


class ComponentsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Components by the name of their service."""

    def label_from_instance(self, obj: Any) -> str:
        ended = f", ended {obj.ended_on:%d %B %Y}" if obj.ended_on else ""
        return f"{obj.service}: {obj}{ended}"


class OutageForm(InstantsForm):
    """An outage as somebody states it; most of it may be filled in later."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label="What was out",
        help_text="Customers read it, so name no person.",
        error_messages={"required": "Say in a few words what was out."},
    )
    components = ComponentsField(
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one component that was touched."},
    )
    starts_at = InstantField(label="Began", error_messages={"required": "Say when it began."})
    ends_at = InstantField(
        label="Ended", required=False, closes=True, help_text="Empty while it goes on."
    )
    kind = forms.ChoiceField(
        choices=Effect.choices,
        initial=Effect.UNAVAILABLE,
        widget=forms.RadioSelect,
        label="What users met",
    )
    ordinary_functions_out = forms.BooleanField(
        required=False,
        label="Some ordinary functions were impossible all the same",
        help_text="Of a degraded service: it then counts as downtime in full.",
    )
    customers: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        required=False,
        label="Only these customers",
        help_text="None chosen: all whom the components serve.",
    )
    users_affected = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_USERS, label="Users affected"
    )
    users_total = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_USERS, label="Of how many users"
    )
    last_ok_at = InstantField(required=False, label="Last good answer")
    first_fail_at = InstantField(required=False, label="First failed answer")
    last_fail_at = InstantField(required=False, label="Last failed answer", closes=True)
    first_ok_at = InstantField(required=False, label="First good answer again", closes=True)
    cause = lines(required=False, label="Cause", help_text="Customers read it.")
    corrective_taken = lines(required=False, label="Corrective action taken")
    corrective_planned = lines(required=False, label="Corrective action planned")
    restored_at = InstantField(
        required=False, label="Restored", closes=True, help_text="When work could go on."
    )
    data_lost_from = InstantField(required=False, label="Data lost from")
    data_lost_to = InstantField(required=False, label="Data lost until", closes=True)

    def __init__(self, *args: Any, vendor: Vendor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        components = Component.objects.filter(vendor=vendor).with_service()
        self._among("components", components)
        self._among("customers", Customer.objects.filter(vendor=vendor))

    def facts(self) -> OutageFacts:
        """Return the outage as it was typed."""
        said = self.cleaned_data
        return OutageFacts(**{one.name: said[one.name] for one in fields(OutageFacts)})

    @property
    def first(self) -> list[forms.BoundField]:
        """What has to be said."""
        return [self[name] for name in FIRST]

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """What may be said besides, in parts; a part with something in it stands open."""
        parts = [(title, [self[name] for name in names]) for title, names in SECTIONS]
        return [
            (title, some, any(one.value() or one.errors for one in some)) for title, some in parts
        ]

    def _among(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # a choice field, as declared


class CorrectionForm(OutageForm):
    """An outage as it is known now, and why it is known better."""

    reason = lines(label="Why it is corrected", rows=2)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)


def said_of(version: OutageVersion) -> dict[str, Any]:
    """Return what a correction's form shows at first: what is known."""
    facts = OutageFacts.of(version)
    return {one.name: getattr(facts, one.name) for one in fields(OutageFacts)} | {
        "based_on": version.number
    }


class EndForm(InstantsForm):
    """When an outage ended."""

    ends_at = InstantField(label="Ended", closes=True, error_messages={"required": "Say when."})
    restored_at = InstantField(
        required=False,
        label="Work could go on",
        closes=True,
        help_text="Empty: from its end on.",
    )


class ConfirmationForm(forms.Form):
    """How an outage was checked directly."""

    how = lines(
        label="How was it checked, and what was seen",
        rows=2,
        help_text="Each customer concerned gets a critical incident and a notice in writing.",
        error_messages={"required": "Say how it was checked directly, and what was seen."},
    )


class WithdrawalForm(forms.Form):
    """Why something is taken back."""

    reason = lines(label="Why", rows=2, error_messages={"required": "Say why."})
