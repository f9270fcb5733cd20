"""What pages say of files."""

from collections.abc import Sequence
from typing import Any

from django import template

from incidents.domain.files import LARGEST_FILE, MEGABYTE, MOST_OF_MESSAGE, NAMED
from incidents.forms.files import ACCEPTED
from incidents.pages.files import Files, files_in
from incidents.queries import Entry

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


@register.filter
def all_files(story: Sequence[Entry]) -> Files:
    """Return the files of a story, and how much room they take."""
    return Files(files_in(story))
