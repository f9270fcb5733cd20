"""What a list of incidents is asked for."""

from django import forms


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
