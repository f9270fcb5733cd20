"""What is typed about reports: which are listed, why one is stated anew, what is to be verified."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from reports.domain.issued import LONGEST_REASON

HASH = re.compile(r"[0-9a-f]{64}")
LARGEST = 20 * 1024 * 1024


class MonthField(forms.CharField):
    """A month as it is written: 2026-06."""

    def clean(self, value: Any) -> Month | None:
        """Return the month; nothing where nothing is typed."""
        text = super().clean(value)
        try:
            return Month.parse(text) if text else None
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None


class IssueForm(forms.Form):
    """Issuing a report: the figures that were looked at."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class RestatementForm(IssueForm):
    """Stating a report anew, with the reason that its readers see."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why it is stated anew",
        help_text="The customer reads it in the report.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerifyForm(forms.Form):
    """A hash, or a file as it was received."""

    hash = forms.CharField(max_length=200, required=False, label="The hash (SHA-256)", strip=True)
    file = forms.FileField(
        required=False, label="Or the file", help_text="PDF, workbook, CSV or JSON."
    )

    def clean_hash(self) -> str:
        """Return the hash without what stands around it."""
        text = "".join(self.cleaned_data["hash"].lower().split())
        if text and not HASH.fullmatch(text):
            raise ValidationError("A hash has 64 characters, 0 to 9 and a to f.")
        return text

    def clean_file(self) -> "UploadedFile[bytes] | None":
        """Refuse what is larger than any report."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > LARGEST:
            raise ValidationError("No report is that large; at most 20 MB are read.")
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("hash") and not said.get("file"):
            raise ValidationError("Paste the hash, or choose the file.")
        return said
