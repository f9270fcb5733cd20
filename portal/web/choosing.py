"""Choices of a form's field that are known only when it is shown."""

from collections.abc import Sequence
from typing import Any

from django import forms


def offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    """This function will offer choices, as value and words, in a form's field of that name."""
    field: Any = form.fields[name]  # declared as a field of choices
    field.choices = choices
