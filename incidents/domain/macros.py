"""Putting names into a ready text: plain substitution, never evaluation."""

import re
from collections.abc import Mapping

_BRACES = re.compile(r"\{([a-z]+)\}")

# What can stand in braces, and what it becomes: shown where macros are written.
NAMES = {
    "contact": "who reported the incident",
    "customer": "their organisation",
    "number": "the incident's number",
    "title": "its title",
    "me": "your own name",
}


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with the known names in braces replaced, once and literally.

    Braces around anything else stay as they were typed, and so do braces that a value brings in.
    """
    return _BRACES.sub(lambda found: values.get(found[1], found[0]), text)
