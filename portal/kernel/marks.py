"""Markdown as plain text: where a part of it is shown, its marks say nothing."""

import re

PICTURE_OR_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
# What stands before a line's words: quotes, headings, bullets; and lines that are only drawn.
DRAWN = re.compile(r"^[ \t>]*(?:[-*_=]{3,}|\|?[ \t]*:?-{3,}[-:| \t]*)[ \t]*$", re.MULTILINE)
BEFORE = re.compile(r"^[ \t]*(?:>[ \t]?)*[ \t]*(?:#{1,6}[ \t]+|[-+*][ \t]+)?", re.MULTILINE)
# Within a word an underscore is a letter of it: a file's or a fault's name keeps it.
AROUND = re.compile(r"[`*|]+|~~|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)")


def unmarked(text: str) -> str:
    """This function will return Markdown without its marks, on one line, for an excerpt."""
    said = PICTURE_OR_LINK.sub(lambda found: found[1], text)
    said = BEFORE.sub("", DRAWN.sub("", said))
    return " ".join(AROUND.sub("", said).split())
