"""What is chosen when articles are taken from a ZIP file, or given out as one."""

from collections.abc import Iterable
from typing import Any

from django import forms

from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import ArticleImport

AS_READ, AS_WRITTEN = "read", "written"
TEXTS = (
    (AS_READ, "Published ones, as readers have them"),
    (AS_WRITTEN, "All, as they are being written: drafts and retired ones too"),
)


class ArticleFileForm(forms.Form):
    """A ZIP file of articles."""

    file = forms.FileField(
        label="ZIP file",
        widget=forms.ClearableFileInput({"accept": ".zip,application/zip"}),
    )
    becomes = forms.ChoiceField(
        label="New and changed articles become",
        choices=ArticleImport.Becomes.choices,
        initial=ArticleImport.Becomes.DRAFT,
        widget=forms.RadioSelect,
        help_text="What readers have stays until a new revision is published.",
    )


class ConfirmationForm(forms.Form):
    """That a file is to be stored as it was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ExportForm(forms.Form):
    """Which articles are given out."""

    text = forms.ChoiceField(
        required=False, label="Articles", choices=TEXTS, initial=AS_READ, widget=forms.RadioSelect
    )
    solution = forms.ChoiceField(required=False, label="Solution")
    visibility = forms.ChoiceField(
        required=False,
        label="Who may read them",
        choices=[("", "Any readers"), *((one.value, one.label) for one in Visibility)],
    )

    def __init__(self, *args: Any, solutions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All solutions"), *((one, one) for one in solutions)]
        self.fields["solution"].choices = choices  # type: ignore[attr-defined]  # a choice field

    @property
    def is_as_read(self) -> bool:
        """Whether readers' texts are wanted and not writers'."""
        return bool(self.cleaned_data["text"] != AS_WRITTEN)
