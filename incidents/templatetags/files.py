"""What pages say of files."""

from typing import Any

from django import template

from incidents.domain.files import LARGEST_FILE, MEGABYTE, MOST_OF_MESSAGE, NAMED
from incidents.forms.files import ACCEPTED

register = template.Library()


@register.simple_tag
def file_rules() -> dict[str, Any]:
    """Return what may be sent, for whoever chooses files and for the page's script."""
    return {
        "accepted": ACCEPTED,
        "named": NAMED,
        "largest": LARGEST_FILE,
        "largest_in_words": f"{LARGEST_FILE // MEGABYTE} MB",
        "most": MOST_OF_MESSAGE,
    }
