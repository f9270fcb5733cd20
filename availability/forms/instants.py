"""Instants as people type them: the time on the wall where they are, to the second."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.kernel.wall_time import closing_instant, opening_instant

WRITTEN = "%Y-%m-%dT%H:%M:%S"
EXAMPLE = "Give a date and a time, such as 2026-03-02 14:30."
FIRST_YEAR, LAST_YEAR = 2000, 2200  # zones know nothing of the year 1


class InstantField(forms.DateTimeField):
    """A wall time in the zone that its form sets; of an hour that comes twice, the first one.

    :param closes: whether it ends something; then the hour that comes second is meant.
    """

    zone = ZoneInfo("UTC")

    def __init__(self, *, closes: bool = False, **said: Any) -> None:
        attrs = {"type": "datetime-local", "step": "1"}
        super().__init__(
            input_formats=[WRITTEN, "%Y-%m-%dT%H:%M"],
            widget=forms.DateTimeInput(attrs=attrs, format=WRITTEN),
            error_messages={"invalid": EXAMPLE} | said.pop("error_messages", {}),
            **said,
        )
        self._closes = closes

    def prepare_value(self, value: Any) -> Any:
        """Show an instant as the clock on the wall shows it; what was typed stays as it is."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return super().prepare_value(value)

    def clean(self, value: Any) -> datetime | None:
        """Return the instant that was meant.

        :raises forms.ValidationError: if it is none, or of no year to reckon with.
        """
        wall = super().clean(value)
        if wall is None:
            return None
        wall = wall.replace(tzinfo=None)
        if not FIRST_YEAR <= wall.year < LAST_YEAR:
            raise forms.ValidationError(EXAMPLE)
        before = self.initial
        if isinstance(before, datetime) and self.prepare_value(before) == wall:
            return before  # nobody touched it: in the hour that comes twice it stays the one it was
        return (closing_instant if self._closes else opening_instant)(wall, self.zone)


class InstantsForm(forms.Form):
    """A form whose instants are typed in its reader's zone."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for name, field in self.fields.items():
            if isinstance(field, InstantField):
                field.zone = ZoneInfo(zone)
                field.initial = self.initial.get(name, field.initial)
