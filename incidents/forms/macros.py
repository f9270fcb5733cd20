"""A ready text for the composers."""

from django import forms

from incidents.domain.places import Place
from incidents.services.macros import LONGEST_NAME, MacroText
from incidents.services.steps import LONGEST_TEXT


class MacroForm(forms.Form):
    """What a ready text is called, says, and is for."""

    name = forms.CharField(max_length=LONGEST_NAME, label="Name")
    place = forms.ChoiceField(
        label="For",
        choices=[(Place.WRITE.value, "replies to the customer"), (Place.NOTE.value, "notes")],
    )
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Text",
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    is_shared = forms.BooleanField(
        required=False, label="Shared by the whole desk", help_text="Everybody can use it."
    )

    def words(self) -> MacroText:
        """Return what was typed as the services take it."""
        said = self.cleaned_data
        return MacroText(name=said["name"], place=Place(said["place"]), text=said["text"])


class ChangedMacroForm(MacroForm):
    """The same for a text that is there: whose it is stays as it was."""

    is_shared = None  # type: ignore[assignment]  # Django's way to leave a field out
