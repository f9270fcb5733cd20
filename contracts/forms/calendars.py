"""Changing a region's calendar: dates in rows, and why."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms

from contracts.services.calendars import LONGEST_NAME, LONGEST_REASON, Change

PREFIX = "changes"
ISO = "%Y-%m-%d"  # what a date field of the browser takes
ROWS, MOST_ROWS = 4, 60
HOLIDAY, WORKING_DAY = "holiday", "working_day"


class ChangeForm(forms.Form):
    """One date, and what it is to be."""

    date = forms.DateField(
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        error_messages={"required": "Say which date."},
    )
    kind = forms.ChoiceField(
        label="Is to be",
        initial=HOLIDAY,
        choices=[(HOLIDAY, "a holiday"), (WORKING_DAY, "a working day")],
    )
    name = forms.CharField(
        max_length=LONGEST_NAME, required=False, label="Name", widget=forms.TextInput
    )

    def change(self) -> Change:
        """Return what is asked for."""
        said = self.cleaned_data
        return Change(said["date"], said["name"], closes=said["kind"] == HOLIDAY)


class _Rows(forms.BaseFormSet):  # type: ignore[type-arg]  # no parameter at run time
    def initial_form_count(self) -> int:
        """Treat no row as given: each may be left empty, one filled in beforehand too."""
        return 0

    def changes(self) -> list[Change]:
        """Return what is asked for, row by row; rows left empty ask for nothing."""
        return [form.change() for form in self.forms if form.has_changed()]


class ReasonForm(forms.Form):
    """Why a calendar changes."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why",
        help_text="It stands in the calendar's history for good.",
        error_messages={"required": "Say why the calendar changes: it stands in its history."},
    )


def rows(given: list[dict[str, Any]], count: int = ROWS) -> _Rows:
    """Return rows to be filled in, the first with what is given."""
    return _made(max(count, len(given) + 1))(prefix=PREFIX, initial=given)


def posted_rows(data: Mapping[str, Any]) -> _Rows:
    """Return the rows that were sent."""
    return _made(ROWS)(data, prefix=PREFIX)


def typed(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what was typed into the rows that were sent, right or wrong."""
    count = len(posted_rows(data).forms)
    lines = (
        {name: data.get(f"{PREFIX}-{row}-{name}", "") for name in ChangeForm.base_fields}
        for row in range(count)
    )
    return [line for line in lines if line["date"] or line["name"]]


def _made(extra: int) -> type[_Rows]:
    made = forms.formset_factory(
        ChangeForm, formset=_Rows, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    return cast("type[_Rows]", made)
