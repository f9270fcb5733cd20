"""What is typed about a file of outages: where it comes from, and how it is meant."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from availability.importing import LEAVE_OUT, TARGETS, Target, Understanding
from availability.models import Component, Effect, OutageImport, Sheet

NOT_THERE = ("", "not in the file")
LONGEST_HOW = 300


def zones() -> list[tuple[str, str]]:
    """Return every time zone as a choice."""
    return [(zone, zone) for zone in sorted(available_timezones())]


class ImportForm(forms.Form):
    """A file of outages or of maintenance."""

    file = forms.FileField(
        label="CSV, XLSX or JSON file",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.json"}),
    )
    sheet = forms.ChoiceField(
        label="Its rows are",
        choices=Sheet.choices,
        initial=Sheet.OUTAGES,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        max_length=40,
        label="Where they come from",
        help_text="The same name each time: by it and a row's key a row is known again.",
    )
    zone = forms.ChoiceField(
        label="Time zone of times without an offset", choices=zones, initial="UTC"
    )


class UnderstandingForm(forms.Form):
    """How a file is meant: a column for each thing, a meaning for each word."""

    components: Any = forms.MultipleChoiceField(
        required=False,
        label="Rows that name no component mean",
        widget=forms.CheckboxSelectMultiple,
    )
    zone = forms.ChoiceField(label="Time zone of times without an offset", choices=zones)
    confirmed_how = forms.CharField(
        required=False,
        max_length=LONGEST_HOW,
        label="How the source confirmed its outages",
        help_text="By which direct check. None: they wait for a confirmation here.",
    )

    def __init__(self, *args: Any, kept: OutageImport, words: list[str], **kwargs: Any) -> None:
        self.how = Understanding.read(kept.mapping)
        self.targets = TARGETS[Sheet(kept.sheet)]
        self.words = words
        super().__init__(*args, **kwargs)
        self.initial = self._initial()
        named = [(one, one) for one in kept.columns]
        for place, word in enumerate(words):
            self.fields[f"word-{place}"] = _word(word)
        for target in self.targets:
            self.fields[f"column-{target.key}"] = _column(target, named)
        rows = Component.objects.with_service()
        choices = [(one.pk, f"{one.service}: {one}") for one in rows]
        self.fields["components"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if kept.sheet == Sheet.WORKS:
            del self.fields["confirmed_how"]
        columns = [f"column-{target.key}" for target in self.targets]
        self.order_fields([*columns, *(f"word-{place}" for place in range(len(words)))])

    def understanding(self) -> Understanding:
        """Return what was typed as a value."""
        said = self.cleaned_data
        columns = {one.key: said[f"column-{one.key}"] for one in self.targets}
        return Understanding(
            columns={key: column for key, column in columns.items() if column},
            effects={word: said[f"word-{place}"] for place, word in enumerate(self.words)},
            zone=said["zone"],
            components=tuple(map(int, said["components"])),
            confirmed_how=said.get("confirmed_how", ""),
        )

    def _initial(self) -> dict[str, Any]:
        how = self.how
        return {
            "zone": how.zone,
            "components": list(how.components),
            "confirmed_how": how.confirmed_how,
            **{f"column-{key}": column for key, column in how.columns.items()},
            **{f"word-{place}": how.effects.get(word, "") for place, word in enumerate(self.words)},
        }


def _column(target: Target, named: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=target.label, required=target.needed, choices=[NOT_THERE, *named]
    )


def _word(word: str) -> forms.ChoiceField:
    label = f"“{word[:40]}” means" if word else "An empty cell means"
    choices = [("", "Choose"), *Effect.choices, (LEAVE_OUT, "Leave such rows out")]
    return forms.ChoiceField(label=label, choices=choices)
