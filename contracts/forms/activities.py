"""What is typed about a planned activity (LU-05)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from portal.tenancy.models import Membership


class MembershipChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One of the vendor's people, by name and role."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}, {obj.get_role_display().lower()}"


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CompletionForm(forms.Form):
    """When it took place and what came of it."""

    done_on = forms.DateField(label="Took place on", widget=_day())
    notes = forms.CharField(
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="What came of it",
        help_text="The customer reads it.",
    )
    link = forms.URLField(
        max_length=500, required=False, assume_scheme="https", label="Link to the document"
    )


class MovingForm(forms.Form):
    """Another day, and why."""

    to = forms.DateField(label="New day", widget=_day())
    reason = forms.CharField(max_length=300, help_text="The customer reads it.")


class CancellationForm(forms.Form):
    """Why it will not take place."""

    reason = forms.CharField(max_length=300, label="Why", help_text="The customer reads it.")


class OwnerForm(forms.Form):
    """Who is to see to it."""

    owner: Any = MembershipChoice(queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current().staff().select_related("person")
        self.fields["owner"].queryset = staff  # type: ignore[attr-defined]  # a choice field


class ManagerForm(forms.Form):
    """A contract's technical account manager, of those there are."""

    manager = forms.ChoiceField(
        label="Technical account manager", error_messages={"required": "Choose someone."}
    )

    def __init__(self, *args: Any, managers: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in managers}
        named = [(pk, str(one.person)) for pk, one in self.known.items()]
        self.fields["manager"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]  # a choice field

    def chosen(self) -> Membership:
        """Return who was chosen."""
        return self.known[self.cleaned_data["manager"]]
