"""What is typed when an incident is handed on, linked, merged or split."""

from typing import Any

from django import forms

from incidents.lines import colleagues
from incidents.models import Incident
from incidents.services.engaging import LONGEST_PRODUCT
from incidents.services.linking import BY_HAND
from incidents.services.raising import LONGEST_TITLE
from incidents.services.steps import LONGEST_TEXT
from portal.tenancy.models import Membership
from portal.web.cautious import AcknowledgementField

LONGEST_NUMBER = 20  # characters: LUM-1042, with room for a slip
LONGEST_WORDS = 200


class ColleagueForm(forms.Form):
    """To whom an incident is given."""

    colleague: Any = forms.ModelChoiceField(queryset=None, label="Colleague")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [one.pk for one in colleagues(incident)]
        self.fields["colleague"].queryset = Membership.objects.filter(pk__in=able)  # type: ignore[attr-defined]  # a choice field, as declared


class RouteForm(ColleagueForm):
    """To which line an incident is handed, and what that line must know (LU-19)."""

    colleague: Any = forms.ModelChoiceField(queryset=None, required=False, label="Colleague")
    status = forms.CharField(max_length=40, label="Line")
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Hand-over note",
        error_messages={"required": "Write what the next line must know."},
    )
    patient_data_acknowledged = AcknowledgementField()


class ProductForm(forms.Form):
    """Whose product causes an incident (LU-25); none takes it back."""

    product = forms.CharField(max_length=LONGEST_PRODUCT, required=False, label="Product")


class NumberForm(forms.Form):
    """Another incident, by its number."""

    number = forms.CharField(max_length=LONGEST_NUMBER, label="Number")


class LinkForm(NumberForm):
    """With which incident this one belongs together, and how."""

    kind = forms.ChoiceField(choices=[(one.value, one.label) for one in BY_HAND], label="How")


class UnlinkForm(forms.Form):
    """Which link is taken back."""

    link = forms.IntegerField(min_value=1, max_value=2**62)


class MergeForm(NumberForm):
    """Of which incident this one is a duplicate."""

    words = forms.CharField(max_length=LONGEST_WORDS, required=False, label="In your words")
    patient_data_acknowledged = AcknowledgementField()


class SplitForm(forms.Form):
    """What the customer wrote that becomes an incident of its own, and its title."""

    message = forms.IntegerField(min_value=1, max_value=2**62, label="What they wrote")
    title = forms.CharField(max_length=LONGEST_TITLE, label="Title of the new incident")
    patient_data_acknowledged = AcknowledgementField()


class OnDemandForm(forms.Form):
    """What the customer adds when asking for On-Demand work."""

    words = forms.CharField(max_length=300, required=False, label="What you need")
    patient_data_acknowledged = AcknowledgementField()
