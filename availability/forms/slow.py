"""What is typed about days that were too slow. Rules are the service's (HR-08)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from availability.forms.outages import lines
from availability.models import Service
from availability.services.slow import SlowFacts
from portal.web.choosing import offer

TEXTS = ("cause", "corrective_taken", "corrective_planned")


class SlowDaysForm(forms.Form):
    """Cause and corrective action of slow days that follow each other."""

    service = forms.ChoiceField(help_text="Its other customers read the same of these days.")
    first_day = forms.ChoiceField(label="First day")
    last_day = forms.ChoiceField(label="Last day", help_text="Each day between was too slow, too.")
    cause = lines(
        label="Why it was slow", error_messages={"required": "Say why it was slow: it is owed."}
    )
    corrective_taken = lines(required=False, label="Corrective action taken")
    corrective_planned = lines(
        required=False,
        label="Corrective action planned",
        help_text="What was done, or what will be, is owed: at least one of the two.",
    )
    reason = lines(
        required=False,
        rows=2,
        label="Why it is said otherwise",
        help_text="Needed for days of which something is said already. Only colleagues read it.",
    )
    based_on = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        days: Sequence[date],
        is_said: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_said:
            del self.fields["reason"]
        self.services = {one.slug: one for one in services}
        offer(self, "service", [(slug, str(one)) for slug, one in self.services.items()])
        for name in ("first_day", "last_day"):
            offer(self, name, [(f"{day}", f"{day:%A}, {day.day} {day:%B}") for day in days])

    def service_chosen(self) -> Service:
        """Return the service that was chosen."""
        return self.services[self.cleaned_data["service"]]

    def facts(self) -> SlowFacts:
        """Return what was typed as a value."""
        typed = self.cleaned_data
        return SlowFacts(
            first_day=date.fromisoformat(typed["first_day"]),
            last_day=date.fromisoformat(typed["last_day"]),
            **{name: typed[name] for name in TEXTS},
        )

    def why(self) -> str:
        """Return why something is said otherwise; nothing where nothing was said before."""
        return str(self.cleaned_data.get("reason", ""))
