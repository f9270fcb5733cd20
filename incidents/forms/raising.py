"""What is typed to raise an incident. Rules are the services'; here is what a field must hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from contracts.domain.severities import Severity
from contracts.domain.terms import Terms
from contracts.models import Contract, Instance
from contracts.models.instance import InstanceQuerySet
from contracts.provided import critical_functions
from incidents.domain.severity import HINDRANCES, REACHES, suggest
from incidents.forms.files import FilesField
from incidents.services.raising import LONGEST_CONTACT, LONGEST_IMPACT, LONGEST_TITLE, Report
from incidents.services.steps import LONGEST_TEXT
from portal.kernel.wall_time import closing_instant, opening_instant
from portal.web.cautious import AcknowledgementField


@dataclass(frozen=True, slots=True)
class Suggested:
    """The severity that the answers suggest, in the agreement's words, and why."""

    severity: Severity
    reason: str


class RaiseForm(forms.Form):
    """A report (LU-11), with the agreement's own words for each choice."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label="What is wrong, in one line",
        error_messages={"required": "Say in a few words what is wrong."},
    )
    instance: Any = forms.ModelChoiceField(
        queryset=None, required=False, label="Where", empty_label="Not tied to one instance"
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        label="What happens",
        help_text="What did you do, what did you see, what should have happened, since when?",
        error_messages={"required": "Describe what happens, or there is nothing to look into."},
    )
    impact = forms.CharField(
        max_length=LONGEST_IMPACT,
        required=False,
        label="Who is affected",
        help_text="Such as: all clinics.",
    )
    category = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What is it about",
        error_messages={"required": "Choose one."},
    )
    always_critical = forms.ChoiceField(
        widget=forms.RadioSelect, required=False, label="Is one of these unavailable?"
    )
    affected = forms.ChoiceField(
        widget=forms.RadioSelect,
        required=False,
        label="How far does it reach?",
        choices=list(REACHES.items()),
    )
    urgency = forms.ChoiceField(
        widget=forms.RadioSelect,
        required=False,
        label="Can they go on working?",
        choices=list(HINDRANCES.items()),
    )
    severity = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="How severe is it",
        error_messages={"required": "Choose one."},
    )
    contact_details = forms.CharField(
        max_length=LONGEST_CONTACT,
        required=False,
        label="How to reach you about this",
        help_text="A telephone number, or who else can be asked. Only the support desk sees it.",
    )
    patient_data_acknowledged = AcknowledgementField()
    files: Any = FilesField()

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        terms = contract.agreement.terms
        self.fields["instance"].queryset = _instances(contract)  # type: ignore[attr-defined]  # a choice field, as declared
        self._offer("category", [(known.key, known.label) for known in terms.categories])
        self._offer("severity", [(known.key, known.name) for known in terms.severities.values()])
        functions = always_critical_for(terms, contract)
        self._offer("always_critical", [("", "No, none of these"), *functions])
        if not functions:
            del self.fields["always_critical"]

    def _offer(self, field: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared

    def clean(self) -> dict[str, Any]:
        """An always-critical function decides the severity: nothing else need be chosen (LU-13)."""
        said = super().clean() or self.cleaned_data
        if said.get("always_critical") and "severity" in self.errors:
            del self.errors["severity"]
            said["severity"] = self.contract.agreement.terms.most_severe.key
        return said

    @property
    def suggested(self) -> Suggested | None:
        """The severity that impact and urgency suggest, once both are said (LU-12)."""
        said = str(self["affected"].value() or ""), str(self["urgency"].value() or "")
        known = list(self.contract.agreement.terms.severities.values())
        suggestion = suggest(*said, len(known))
        if suggestion is None:
            return None
        return Suggested(known[suggestion.rank - 1], suggestion.reason)

    def report(self) -> Report:
        """Return the report that was typed."""
        said = self.cleaned_data
        return Report(
            title=said["title"],
            text=said["text"],
            severity=said["severity"],
            category=said["category"],
            impact=said["impact"],
            affected=said["affected"],
            urgency=said["urgency"],
            contact_details=said["contact_details"],
            always_critical=said.get("always_critical", ""),
        )


class CallForm(RaiseForm):
    """What a contact says on the telephone, as staff take it down (CO-09)."""

    called_at = forms.DateTimeField(
        label="Time of the call",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Say when the call was: the clocks run from then.",
            "invalid": "Give a date and a time, such as 2026-03-02 14:30.",
        },
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, contract=contract, **kwargs)
        self.fields["contact_details"].label = "How to reach the caller about this"

    def clean_called_at(self) -> datetime:
        """Refuse what is no year to reckon with: zones know nothing of the year 1."""
        wall: datetime = self.cleaned_data["called_at"].replace(tzinfo=None)
        if not 2000 <= wall.year < 2200:
            raise forms.ValidationError("Give a date and a time, such as 2026-03-02 14:30.")
        return wall

    def instant(self, zone: str, at: datetime) -> datetime:
        """Return when the call was, from its wall time where its taker is.

        Of a time that the clocks show twice it is the later one, unless that is yet to come.
        """
        wall = self.cleaned_data["called_at"]
        later = closing_instant(wall, ZoneInfo(zone))
        return later if later <= at else opening_instant(wall, ZoneInfo(zone))


def _instances(contract: Contract) -> InstanceQuerySet:
    running = Instance.objects.running().filter(contract=contract)
    return running.select_related("product")


def always_critical_for(terms: Terms, contract: Contract) -> list[tuple[str, str]]:
    """Return the always-critical functions that this customer may have (LU-13)."""
    return [(rule.key, rule.name) for rule in critical_functions(contract, terms)]
