"""What is typed of a rescue plan (LU-22)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from incidents.domain.duties import LONGEST_RHYTHM, MOST_UPDATES
from incidents.models import Incident
from incidents.services.steps import LONGEST_TEXT
from portal.web.cautious import AcknowledgementField

LONGEST_LIST = 30 * MOST_UPDATES  # characters


class RescuePlanForm(forms.Form):
    """What was agreed with the customer. Times are read where the incident's hours run."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Plan",
        error_messages={"required": "Say what is done, by whom and in which order."},
    )
    agreed_with = forms.CharField(
        max_length=100,
        label="Agreed with",
        error_messages={"required": "Say with whom at the customer it was agreed."},
    )
    target_at = forms.CharField(
        max_length=30,
        label="Resolved by",
        error_messages={"required": "Say by when it is to be resolved."},
    )
    updates_every = forms.IntegerField(
        min_value=1, max_value=LONGEST_RHYTHM, required=False, label="An update every (hours)"
    )
    updates_at = forms.CharField(
        max_length=LONGEST_LIST, required=False, label="Or updates at these times"
    )

    patient_data_acknowledged = AcknowledgementField()

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(incident.customer.time_zone)

    def clean_target_at(self) -> datetime:
        """Return the plan's target."""
        return self._instant(self.cleaned_data["target_at"])

    def clean_updates_at(self) -> list[datetime]:
        """Return the agreed times, one a line."""
        lines = (line.strip() for line in self.cleaned_data["updates_at"].splitlines())
        return [self._instant(line) for line in lines if line]

    def _instant(self, text: str) -> datetime:
        try:
            typed = datetime.fromisoformat(text.strip())
        except ValueError:
            raise forms.ValidationError(
                f"“{text[:30]}” is no time; write it like 2026-03-04 10:00."
            ) from None
        if typed.tzinfo is not None:
            return typed
        return typed.replace(tzinfo=self.zone)
