"""What is typed to raise an incident. Rules are the services'; here is what a field must hold."""

from typing import Any

from django import forms

from contracts.domain.terms import Terms
from contracts.models import Contract, Instance
from contracts.models.instance import InstanceQuerySet
from contracts.provided import critical_functions
from incidents.services.raising import LONGEST_TITLE, Report
from incidents.services.steps import LONGEST_TEXT


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
        max_length=200, required=False, label="Who is affected", help_text="Such as: all clinics."
    )
    category = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What is it about",
        error_messages={"required": "Choose one."},
    )
    always_critical = forms.ChoiceField(
        widget=forms.RadioSelect, required=False, label="Is one of these unavailable?"
    )
    severity = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="How severe is it",
        error_messages={"required": "Choose one."},
    )

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

    def report(self) -> Report:
        """Return the report that was typed."""
        said = self.cleaned_data
        return Report(
            title=said["title"],
            text=said["text"],
            severity=said["severity"],
            category=said["category"],
            impact=said["impact"],
            always_critical=said.get("always_critical", ""),
        )


def _instances(contract: Contract) -> InstanceQuerySet:
    running = Instance.objects.running().filter(contract=contract)
    return running.select_related("product")


def always_critical_for(terms: Terms, contract: Contract) -> list[tuple[str, str]]:
    """Return the always-critical functions that this customer may have (LU-13)."""
    return [(rule.key, rule.name) for rule in critical_functions(contract, terms)]
