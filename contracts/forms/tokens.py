"""What is typed to buy, draw and give back On-Demand tokens (LU-06)."""

from typing import Any
from uuid import uuid4

from django import forms

from contracts.domain.tokens import (
    MINUTES_IN_A_QUARTER,
    QUARTERS_IN_AN_HOUR,
    TokenOffer,
    written,
)
from contracts.services.tokens import Draw

MOST_HOURS = 500


class KeyedForm(forms.Form):
    """A form that makes one entry however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=36, initial=lambda: str(uuid4()))


class PurchaseForm(KeyedForm):
    """A bundle and the day on which it was bought."""

    bundle = forms.TypedChoiceField(coerce=int)
    on = forms.DateField(
        label="Bought on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = forms.CharField(
        max_length=300, required=False, label="Reference", help_text="Such as the order's number."
    )

    def __init__(self, *args: Any, offer: TokenOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bundle"].choices = [  # type: ignore[attr-defined]  # a choice field, as declared
            (size, f"{size} tokens, {written(size * offer.quarters_per_token)}")
            for size in offer.bundles
        ]


class DrawForm(KeyedForm):
    """Time taken for a request, in quarter hours."""

    hours = forms.IntegerField(min_value=0, max_value=MOST_HOURS, initial=1)
    minutes = forms.TypedChoiceField(
        coerce=int,
        choices=[
            (quarter * MINUTES_IN_A_QUARTER, f"{quarter * MINUTES_IN_A_QUARTER:02} min")
            for quarter in range(QUARTERS_IN_AN_HOUR)
        ],
    )
    words = forms.CharField(
        max_length=300,
        label="What for",
        help_text="The customer reads it.",
        error_messages={"required": "Say what the time is for."},
    )
    incident = forms.CharField(
        max_length=20, required=False, label="Incident", help_text="Its number, if there is one."
    )

    def request(self) -> Draw:
        """Return what is to be drawn."""
        said = self.cleaned_data
        quarters = said["hours"] * QUARTERS_IN_AN_HOUR + said["minutes"] // MINUTES_IN_A_QUARTER
        return Draw(quarters=quarters, words=said["words"], incident=said["incident"])


class ReversalForm(forms.Form):
    """Why drawn time is given back."""

    words = forms.CharField(
        max_length=300,
        label="Why",
        help_text="It stands in the ledger; the customer reads it.",
        error_messages={"required": "Say why the time is given back."},
    )
