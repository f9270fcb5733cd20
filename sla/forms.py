"""Restating: why, and that it is meant."""

from django import forms

from sla.restating import LONGEST_REASON


class RestatementForm(forms.Form):
    """Why final outcomes follow a calendar."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why",
        help_text="It is shown with the outcomes and with the months they change.",
        error_messages={"required": "Say why outcomes are restated: it is shown with them."},
    )
    is_meant = forms.BooleanField(
        label="Restate these outcomes",
        help_text="What was told before is kept and shown; it cannot be taken back.",
        error_messages={"required": "Tick it to say that you mean it."},
    )
