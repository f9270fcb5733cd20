"""Agreeing an entitlement otherwise than the tier says."""

from typing import Any

from django import forms

from contracts.domain.entitlements import Entitlement, Every, Kind, Recurring, Value

ISO = "%Y-%m-%d"  # what a date field of the browser takes
YES, NO = {"yes", "y", "true"}, {"no", "n", "false"}


class OverrideForm(forms.Form):
    """Which row, what instead, from when, and why."""

    key = forms.ChoiceField(label="Entitlement")
    value = forms.CharField(
        required=False,
        max_length=200,
        label="What is agreed",
        help_text="A number, yes or no, or words, as the row has it. Leave it empty to put back "
        "what the tier says.",
    )
    since = forms.DateField(
        label="From",
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text="The first day.",
    )
    until = forms.DateField(
        required=False,
        label="Until",
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text="The last day; leave it empty for as long as the contract runs.",
    )
    reason = forms.CharField(max_length=300, label="Why", help_text="The customer reads it too.")

    def __init__(self, *args: Any, rows: dict[str, Entitlement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        choices = [(key, row.name) for key, row in rows.items()]
        self.fields["key"].choices = choices  # type: ignore[attr-defined]  # a choice field, as declared

    def clean(self) -> dict[str, Any]:
        """Read the value as the row's kind has it."""
        said: dict[str, Any] = super().clean() or {}
        row = self.rows.get(said.get("key", ""))
        if row is not None:
            try:
                said["agreed"] = read_value(row, said.get("value", "").strip())
            except ValueError:
                self.add_error("value", f"{row.name} takes {TAKES[row.kind]}.")
        return said


TAKES = {
    Kind.YES_NO: "yes or no",
    Kind.QUANTITY: "a whole number",
    Kind.TEXT: "words",
    Kind.ACTIVITY: "a whole number of times",
}


def read_value(row: Entitlement, text: str) -> Value | None:
    """Read what was typed for a row; nothing typed: as the tier says.

    :raises ValueError: if it does not fit the row.
    """
    if not text:
        return None
    if row.kind is Kind.YES_NO:
        return _yes_or_no(text.lower())
    if row.kind is Kind.QUANTITY:
        return int(text)
    if row.kind is Kind.ACTIVITY:
        return Recurring(int(text), _rhythm(row))
    return text


def _yes_or_no(word: str) -> bool:
    if word not in YES | NO:
        raise ValueError(word)
    return word in YES


def _rhythm(row: Entitlement) -> Every:
    """Return the rhythm that the agreement gives an activity: only the times are agreed anew."""
    stated = next(iter(row.statements.values())).value
    return stated.every if isinstance(stated, Recurring) else Every.AS_NEEDED
