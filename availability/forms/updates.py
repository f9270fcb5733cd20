"""What is typed about how an outage or maintenance stands. Rules are the service's."""

from typing import Any

from django import forms

from availability.models import Maintenance, Outage
from availability.services.updates import OF_OUTAGE, OF_WORK
from contracts.services.said import LONGEST_TEXT


class UpdateForm(forms.Form):
    """One update."""

    stage = forms.ChoiceField(label="How far it is", widget=forms.RadioSelect)
    words = forms.CharField(
        label="What to say",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What is known, what is being done, and when you will say more.",
    )
    is_public = forms.BooleanField(
        required=False,
        label="Show it on the status page",
        help_text="Otherwise only colleagues read it. Of a public service everybody reads it: name "
        "no customer and no patient.",
    )

    def __init__(self, *args: Any, about: Outage | Maintenance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = OF_OUTAGE if isinstance(about, Outage) else OF_WORK
        choices = [(stage.value, stage.label) for stage in stages]
        self.fields["stage"].choices = choices  # type: ignore[attr-defined]  # a choice field
