"""What is typed about exclusions: the proposal, the decision, the customer's objection (PQ-02)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from availability.forms.instants import InstantField, InstantsForm
from availability.forms.outages import lines
from availability.models import Exclusion, OutageVersion, Verdict
from contracts.models import Contract
from portal.web.choosing import offer

EVERY = "all"


def reason_words(key: str) -> str:
    """Return an agreement's reason as it is read: customer_isp is Customer isp."""
    words = key.replace("_", " ")
    return (words[:1].upper() + words[1:]).replace(" isp", " ISP")


class ExclusionForm(InstantsForm):
    """A part of an outage that is said not to be the vendor's, with what shows it."""

    reason = forms.ChoiceField(help_text="As the agreement lists them.")
    contract = forms.ChoiceField(label="For whom")
    starts_at = InstantField(required=False, label="From", help_text="Empty: all of the outage.")
    ends_at = InstantField(required=False, label="Until", closes=True)
    evidence = lines(
        help_text="What shows it, and who said so. The customer reads it.",
        error_messages={"required": "Say what shows it: an exclusion needs evidence."},
    )
    link = forms.URLField(max_length=500, required=False, assume_scheme="https")

    def __init__(
        self, *args: Any, version: OutageVersion, contracts: Sequence[Contract], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contracts = {str(one.pk): one for one in contracts}
        listed = (one.agreement.terms.availability for one in contracts)
        keys = dict.fromkeys(key for terms in listed if terms for key in terms.exclusions)
        offer(self, "reason", [(key, reason_words(key)) for key in keys])
        named = [(pk, str(one.customer)) for pk, one in self.contracts.items()]
        offer(self, "contract", [(EVERY, "All whose agreement lists the reason"), *named])
        self.version = version

    def said(self) -> dict[str, Any]:
        """Return what was typed, the contract as a row."""
        return self.cleaned_data | {
            "contract": self.contracts.get(self.cleaned_data["contract"]),
        }


class DecisionForm(forms.Form):
    """What is decided of an exclusion."""

    verdict = forms.ChoiceField(
        choices=[
            (Verdict.APPROVED.value, "Approve: this time does not count"),
            (Verdict.DECLINED.value, "Decline: it counts"),
        ],
        widget=forms.RadioSelect,
        label="Decision",
        error_messages={"required": "Choose one."},
    )
    contract = forms.ChoiceField(required=False, label="For whom")
    note = lines(
        required=False, label="Why", rows=2, help_text="Needed to decline, and after an objection."
    )

    def choose(self, exclusion: Exclusion) -> None:
        """Offer the contracts for which something else was said than for all, if there are any."""
        said = (one.contract for one in exclusion.decisions.all())
        self.contracts = {str(one.pk): one for one in said if one is not None}
        if exclusion.contract_id or not self.contracts:
            del self.fields["contract"]
            return
        named = [(key, f"Only {one.customer}") for key, one in self.contracts.items()]
        everybody = (EVERY, "All whose agreement lists the reason")
        self.fields["contract"].choices = [*named, everybody]  # type: ignore[attr-defined]  # a choice field, as declared

    def clean(self) -> dict[str, Any]:
        """Return what was typed, the contract as a row."""
        typed = super().clean() or self.cleaned_data
        if "contract" in self.fields:
            typed["contract"] = self.contracts.get(typed.get("contract", ""))
        return typed


class NoteForm(forms.Form):
    """Why an exclusion is taken back, or contested."""

    note = lines(label="Why", rows=2, error_messages={"required": "Say why."})
