"""What is typed on the pages of notifications."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from portal.notify.models import NotificationPreference
from portal.notify.preferring import Choice
from portal.notify.topics import Topic


class PreferencesForm(forms.Form):
    """What to be told, by mail and in the portal, and when mail is to wait."""

    quiet_from = forms.TimeField(
        label="Quiet from",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label="Quiet until",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_zone = forms.ChoiceField(
        label="In the zone",
        required=False,
        choices=lambda: [(zone, zone) for zone in sorted(available_timezones())],
    )

    def __init__(self, data: Any, *, kept: NotificationPreference, topics: list[Topic]) -> None:
        super().__init__(data, initial=_initial(kept, topics))
        self.topics = topics
        for topic in topics:
            for way in ("mail", "portal"):
                field = forms.BooleanField(required=False, disabled=topic.is_always_told)
                self.fields[f"{way}_{topic.value}"] = field

    @property
    def lines(self) -> list[tuple[Topic, forms.BoundField, forms.BoundField]]:
        """The table's lines: what it is about, and its two boxes."""
        return [
            (topic, self[f"mail_{topic.value}"], self[f"portal_{topic.value}"])
            for topic in self.topics
        ]

    def choice(self) -> Choice:
        """Return what was chosen."""
        said = self.cleaned_data
        off = {
            way: [topic for topic in self.topics if not said[f"{way}_{topic.value}"]]
            for way in ("mail", "portal")
        }
        return Choice(
            mail_off=off["mail"],
            portal_off=off["portal"],
            quiet_from=said["quiet_from"],
            quiet_until=said["quiet_until"],
            quiet_zone=said["quiet_zone"],
        )


def _initial(kept: NotificationPreference, topics: list[Topic]) -> dict[str, Any]:
    return {
        "quiet_from": kept.quiet_from,
        "quiet_until": kept.quiet_until,
        "quiet_zone": kept.quiet_zone or kept.person.time_zone,
        **{f"mail_{topic.value}": kept.is_mailed(topic) for topic in topics},
        **{f"portal_{topic.value}": kept.is_shown(topic) for topic in topics},
    }
