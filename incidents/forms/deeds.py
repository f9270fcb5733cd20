"""What is typed when something is done to an incident."""

from typing import Any

from django import forms

from incidents.domain.escalation import LONGEST_REASON
from incidents.forms.files import FilesField
from incidents.models import Incident
from incidents.services.steps import LONGEST_TEXT
from portal.web.cautious import AcknowledgementField


class TextForm(forms.Form):
    """A message of any kind."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Message",
        error_messages={"required": "Write a few words first."},
    )
    if_last_event = forms.IntegerField(
        min_value=0, max_value=2**63 - 1, required=False, label="The last event you know"
    )
    patient_data_acknowledged = AcknowledgementField()
    files: Any = FilesField()


class SeverityForm(forms.Form):
    """Another severity, and what was agreed with the contact (LU-12)."""

    severity = forms.ChoiceField()
    consultation = forms.CharField(
        max_length=300, required=False, label="What you agreed with the contact"
    )
    patient_data_acknowledged = AcknowledgementField()

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = incident.agreement.terms.severities.values()
        self.fields["severity"].choices = [(one.key, one.name) for one in known]  # type: ignore[attr-defined]  # a choice field, as declared


class ReasonForm(forms.Form):
    """Why an incident is escalated, taken higher, or taken off the ladder (LU-22)."""

    text = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why",
        error_messages={"required": "Say in a few words why."},
    )
    patient_data_acknowledged = AcknowledgementField()


class StationForm(forms.Form):
    """Another station of work; another line's is reached with a note (LU-19)."""

    status = forms.CharField(max_length=40)
    text = forms.CharField(max_length=LONGEST_TEXT, required=False, label="Hand-over note")
    patient_data_acknowledged = AcknowledgementField()


class ClosureForm(forms.Form):
    """Why an incident is closed (LU-20)."""

    reason = forms.ChoiceField(label="Why")
    scope = forms.CharField(max_length=40, required=False, label="What is out of scope")
    words = forms.CharField(max_length=300, required=False, label="In your words")
    patient_data_acknowledged = AcknowledgementField()

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = incident.agreement.terms.closing_reasons
        self.fields["reason"].choices = [(one.key, one.label) for one in known]  # type: ignore[attr-defined]  # a choice field, as declared
