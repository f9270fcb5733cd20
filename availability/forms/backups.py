"""What is typed about a backup that ran. Rules are the service's."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from availability.import_cells import instant_of
from availability.models import BackupKind, Component
from availability.services.backups import LONGEST_EVIDENCE, Run
from portal.kernel.refusal import Refusal

MEGABYTE = 1_000_000


def moment(**said: Any) -> forms.CharField:
    """Return a field for an instant, with the browser's own calendar."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
    return forms.CharField(widget=widget, max_length=40, **said)


class BackupForm(forms.Form):
    """A run that is attested; times are those of the component's place."""

    component = forms.ChoiceField()
    kind = forms.ChoiceField(choices=BackupKind.choices, widget=forms.RadioSelect)
    started_at = moment(label="Started", help_text="By the clock where the component is deployed.")
    ended_at = moment(label="Ended")
    megabytes = forms.IntegerField(
        required=False, min_value=0, max_value=10**12, label="Size in MB"
    )
    is_good = forms.BooleanField(
        required=False, initial=True, label="It can be restored from", help_text="As far as known."
    )
    evidence = forms.CharField(
        required=False,
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where its log is, or what is wrong with it.",
    )

    def __init__(self, *args: Any, components: list[Component], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in components}
        choices = [(one.pk, f"{one.service}: {one}") for one in components]
        self.fields["component"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Read both times where the component is deployed."""
        said = super().clean() or self.cleaned_data
        component = self.known.get(said.get("component", ""))
        zone = ZoneInfo(component.time_zone) if component else ZoneInfo("UTC")
        for name in ("started_at", "ended_at"):
            if said.get(name):
                said[name] = self._instant(name, said[name], zone)
        return said

    def component_chosen(self) -> Component:
        """Return the component that was chosen."""
        return self.known[self.cleaned_data["component"]]

    def run(self) -> Run:
        """Return what was typed as a value."""
        said = self.cleaned_data
        size = said["megabytes"]
        return Run(
            kind=said["kind"],
            started_at=said["started_at"],
            ended_at=said["ended_at"],
            size=None if size is None else size * MEGABYTE,
            is_good=said["is_good"],
            evidence=said["evidence"],
        )

    def _instant(self, name: str, typed: str, zone: ZoneInfo) -> datetime | None:
        try:
            return instant_of(typed, zone)
        except Refusal as refusal:
            self.add_error(name, str(refusal))
            return None
