"""Naming, uploading and explaining the next version of an agreement (CO-04)."""

from django import forms

from contracts.schema.source import MOST_BYTES
from contracts.services.publishing import LONGEST_REASON

ISO = "%Y-%m-%d"  # what a date field of the browser takes


class PublishForm(forms.Form):
    """What the version is called, and from when it is in force."""

    label = forms.CharField(
        max_length=60,
        label="Name of the version",
        help_text="As the document names it; no other version is called so.",
    )
    effective_from = forms.DateField(
        label="In force from",
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text="The first day, today at the earliest. Contracts signed from then on stand on "
        "it; those signed before stay on theirs.",
    )


class ReasonForm(forms.Form):
    """Why values are changed."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why",
        help_text="It stands as the reading beside each value changed now; customers read it.",
        error_messages={"required": "Say why: it stands beside each changed value."},
    )


class UploadForm(forms.Form):
    """An agreement file."""

    file = forms.FileField(
        label="Agreement file",
        help_text=f"A TOML file in UTF-8, at most {MOST_BYTES:,} bytes.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,application/toml,text/plain"}),
    )
