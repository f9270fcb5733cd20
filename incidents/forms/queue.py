"""What the queue is asked for: a name for a search, and one deed for many incidents."""

from typing import Any

from django import forms

from incidents.bulk import ACTS
from incidents.domain.search import LONGEST
from incidents.models.saved_view import LONGEST_NAME
from portal.tenancy.models import Membership


class ViewForm(forms.Form):
    """A search and what it is called."""

    name = forms.CharField(max_length=LONGEST_NAME, help_text="Such as “Critical, with us”.")
    q = forms.CharField(max_length=LONGEST, label="Search")


class ViewNameForm(forms.Form):
    """Another name for a view."""

    name = forms.CharField(max_length=LONGEST_NAME)


class BulkForm(forms.Form):
    """What is to be done to each of the chosen incidents."""

    act = forms.ChoiceField(choices=[(key, label) for key, (label, _) in ACTS.items()])
    to: Any = forms.ModelChoiceField(queryset=None, required=False, label="Colleague")
    status = forms.CharField(max_length=40, required=False, label="Station")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current().staff().select_related("person")
        self.fields["to"].queryset = staff  # type: ignore[attr-defined]  # a ModelChoiceField
