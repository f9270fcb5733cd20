"""What is typed into a report; each form carries the revision that its writer knew."""

from typing import Any

from django import forms

from reports.domain.critical import HEADINGS, Section
from reports.models import LONGEST_CHANGES, LONGEST_SECTION, CriticalReport

HELP = {
    Section.SUMMARY: "In the order in which it went, for readers who were not there.",
    Section.IMPACT: "Who could not do what, for how long.",
    Section.CAUSE: "The cause behind the fault, not its symptom.",
    Section.CORRECTIVE: "What ended it.",
    Section.PLANNED: "What keeps it from coming back, and by when. Nothing planned? Say so.",
}


class Unfinished(forms.CharField):
    """Words that are needed before a report is handed in, not before it is saved."""

    def validate(self, value: Any) -> None:
        """Take what there is."""


class ReportForm(forms.Form):
    """A deed without words: it is done to what its reader has read."""

    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: CriticalReport, **kwargs: Any) -> None:
        kwargs["initial"] = {"revision": report.revision} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.report = report

    def known_as(self, revision: int) -> None:
        """Take what stands now as read: sent again, what was typed goes over it knowingly."""
        self.data = dict(self.data.items()) | {self.add_prefix("revision"): str(revision)}


class WordsForm(ReportForm):
    """Why a report is returned, or what its next issue corrects."""

    words = forms.CharField(
        label="What is missing", max_length=LONGEST_CHANGES, widget=forms.Textarea({"rows": 3})
    )


class CorrectionForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "What is corrected"
        self.fields["words"].help_text = "It stands at the head of the new issue."


class SectionsForm(ReportForm):
    """All that people write of a report."""

    def __init__(self, *args: Any, report: CriticalReport, **kwargs: Any) -> None:
        written = report.sections | {"changes": report.changes}
        super().__init__(*args, report=report, initial=written, **kwargs)
        if report.issue > 1:
            self.fields["changes"] = _area("What is corrected", "", LONGEST_CHANGES, 3)
        for key, heading in HEADINGS.items():
            self.fields[key.value] = _area(heading, HELP[key], LONGEST_SECTION, 6)

    def sections(self) -> dict[str, str]:
        """Return what was typed, by section."""
        return {key.value: self.cleaned_data[key.value] for key in HEADINGS}


class SomeSectionsForm(SectionsForm):
    """The same through the API: sections that are not given stay as they are."""

    def sections(self) -> dict[str, str]:
        """Return what was given, by section."""
        return {key: text for key, text in super().sections().items() if key in self.data}


def _area(label: str, help_text: str, longest: int, rows: int) -> forms.CharField:
    return Unfinished(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
    )
