"""The tick by which a writer says that what looks like patient data may be sent (PQ-12)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from portal.kernel.patient_data import Caution, Finding, probable
from portal.kernel.refusal import Refusal

# In which a writer may have written it.
FIELDS = (
    *("text", "title", "impact", "reference", "words", "consultation"),
    *("justification", "target", "business_need"),
)


class AcknowledgementField(forms.BooleanField):
    """Ticked: the writer was warned, and sends it; what is cleaned says what is to be done."""

    def __init__(self, **kwargs: Any) -> None:
        words = {"label": "This may be sent: it is no patient's, or I have the right to send it"}
        super().__init__(required=False, **(words | kwargs))

    def clean(self, value: Any) -> Caution:
        """Return what is done if patient data is found."""
        return Caution.SEND if super().clean(value) else Caution.ASK


def findings_in(typed: Mapping[str, str], refusal: Refusal) -> tuple[Finding, ...]:
    """Return what a page shows its writer where a service asked about patient data."""
    if refusal.code != "patient_data":
        return ()
    return tuple(one for field in FIELDS for one in probable(typed.get(field, "")))
