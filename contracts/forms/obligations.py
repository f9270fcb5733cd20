"""What is typed about things owed: a request, a planned change, evidence (HR-09, HR-13)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from contracts.domain.obligations import Duty, ObligationKind
from contracts.models import Contract
from portal.web.choosing import offer

ALL = "all"


class _KindForm(forms.Form):
    """A contract and one of the obligations of a duty that its agreement names."""

    duty: Duty
    contract = forms.ChoiceField()
    key = forms.ChoiceField()

    def __init__(self, *args: Any, contracts: Iterable[Contract], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {
            str(one.pk): (one, kinds) for one in contracts if (kinds := kinds_of(one, self.duty))
        }
        self.contracts = {pk: one for pk, (one, _) in known.items()}
        self.kinds = {kind.key: kind for _, kinds in known.values() for kind in kinds}
        offer(self, "contract", [(pk, str(one.customer)) for pk, one in self.contracts.items()])
        offer(self, "key", [(kind.key, kind.name) for kind in self.kinds.values()])


class RequestForm(_KindForm):
    """What the customer asks for."""

    duty = Duty.REQUEST
    key = forms.ChoiceField(label="What do you need")
    words = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Exactly what",
        help_text="For a restore: which data, and as of when.",
        error_messages={"required": "Say what you need."},
    )
    is_caused_by_error = forms.BooleanField(
        required=False, label="An error of the service made it necessary"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        charges = [kind.charge for kind in self.kinds.values() if kind.charge]
        self.fields["is_caused_by_error"].help_text = " ".join(charges)
        if not charges:
            del self.fields["is_caused_by_error"]


class ChangeForm(_KindForm):
    """A change that notice must be given of, to one customer or to all."""

    duty = Duty.NOTICE
    key = forms.ChoiceField(label="What changes")
    contract = forms.ChoiceField(label="For whom")
    planned_for = forms.DateField(
        label="Planned for",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), label="What it is"
    )
    gives_notice = forms.BooleanField(
        required=False,
        initial=True,
        label="Give the notice now",
        help_text="These words are mailed to the technical contacts.",
    )
    late_knowingly = forms.BooleanField(
        required=False, label="Go ahead although the notice comes too late"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(self.contracts) > 1:
            named = [(pk, str(one.customer)) for pk, one in self.contracts.items()]
            offer(self, "contract", [(ALL, "All customers"), *named])
        remedies = {kind.remedy for kind in self.kinds.values() if kind.remedy}
        self.fields["late_knowingly"].help_text = "; ".join(sorted(remedies)).capitalize()

    def chosen(self) -> list[Contract]:
        """Return the contracts the change concerns."""
        pk = self.cleaned_data["contract"]
        return list(self.contracts.values()) if pk == ALL else [self.contracts[pk]]


class EvidenceForm(forms.Form):
    """What was done, and where it can be seen."""

    evidence = forms.CharField(
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What was done",
        help_text="The customer reads it.",
    )
    link = forms.URLField(max_length=500, required=False, assume_scheme="https")


class WithdrawalForm(forms.Form):
    """Why it is not owed any more."""

    words = forms.CharField(max_length=5000, label="Why", help_text="The customer reads it.")


def kinds_of(contract: Contract, duty: Duty) -> list[ObligationKind]:
    """Return the obligations of a duty that a contract's agreement names."""
    return [kind for kind in contract.agreement.terms.obligations if kind.duty is duty]
