"""What is typed about an incident. Rules are the services'; here is only what a field must hold."""

from typing import Any

from django import forms

from contracts.domain.terms import Terms
from contracts.models import Contract, Instance, Supplier
from contracts.models.instance import InstanceQuerySet
from contracts.provided import critical_functions
from incidents.domain.escalation import LONGEST_REASON
from incidents.models import Incident
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


class TextForm(forms.Form):
    """A message of any kind."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Message",
        error_messages={"required": "Write a few words first."},
    )


class SeverityForm(forms.Form):
    """Another severity, and what was agreed with the contact (LU-12)."""

    severity = forms.ChoiceField()
    consultation = forms.CharField(
        max_length=300, required=False, label="What you agreed with the contact"
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = incident.agreement.terms.severities.values()
        self.fields["severity"].choices = [(one.key, one.name) for one in known]  # type: ignore[attr-defined]  # a choice field, as declared


class AskSupplierForm(forms.Form):
    """What a supplier is asked for an incident (LU-23)."""

    supplier: Any = forms.ModelChoiceField(queryset=None, label="Supplier")
    reference = forms.CharField(max_length=60, required=False, label="Their number for it")
    text = forms.CharField(max_length=LONGEST_TEXT, label="What they are asked")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = incident.supplier_requests.open().values("supplier")
        known = Supplier.objects.filter(vendor=incident.vendor_id).current()
        self.fields["supplier"].queryset = known.exclude(pk__in=asked)  # type: ignore[attr-defined]  # a choice field, as declared


class SupplierAnswerForm(forms.Form):
    """What a supplier has answered (LU-24)."""

    supplier: Any = forms.ModelChoiceField(queryset=None, label="Supplier")
    text = forms.CharField(max_length=LONGEST_TEXT, label="What they answered")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = incident.supplier_requests.open().values("supplier")
        known = Supplier.objects.filter(vendor=incident.vendor_id, pk__in=asked)
        self.fields["supplier"].queryset = known  # type: ignore[attr-defined]  # a choice field, as declared


class ReasonForm(forms.Form):
    """Why an incident is escalated, taken higher, or taken off the ladder (LU-22)."""

    text = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why",
        error_messages={"required": "Say in a few words why."},
    )


class StationForm(forms.Form):
    """Another station of work."""

    status = forms.CharField(max_length=40)


class ClosureForm(forms.Form):
    """Why an incident is closed (LU-20)."""

    reason = forms.ChoiceField(label="Why")
    words = forms.CharField(max_length=300, required=False, label="In your words")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = incident.agreement.terms.closing_reasons
        self.fields["reason"].choices = [(one.key, one.label) for one in known]  # type: ignore[attr-defined]  # a choice field, as declared


class ListFilterForm(forms.Form):
    """Which incidents a list shows."""

    state = forms.ChoiceField(
        choices=[("open", "Open"), ("closed", "Closed"), ("all", "All")], required=False
    )
    q = forms.CharField(max_length=100, required=False)
    owner = forms.ChoiceField(
        choices=[("", "Anyone"), ("me", "Mine"), ("none", "Unassigned")], required=False
    )
    waiting = forms.ChoiceField(
        choices=[("", "Any"), ("vendor", "With us"), ("customer", "With the customer")],
        required=False,
    )
