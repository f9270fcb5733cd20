"""Why something was found: a text with the words that were sought marked, whole or a part of it."""

import re
from collections.abc import Iterable
from unicodedata import combining, normalize

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"\w+")
BEFORE, LONGEST = 60, 200  # characters of an excerpt: before the first word, and altogether


def plain(text: str) -> str:
    """Return a text without capitals and accents, as searches compare it."""
    parts = normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not combining(one))


def marked(text: str, words: Iterable[str]) -> SafeString:
    """Return a text as HTML, each word marked that begins with one of these plain words."""
    sought = tuple(one for one in words if one)
    parts: list[str] = []
    done = 0
    for found in WORD.finditer(text) if sought else ():
        if plain(found[0]).startswith(sought):
            parts += [escape(text[done : found.start()]), f"<mark>{escape(found[0])}</mark>"]
            done = found.end()
    parts.append(escape(text[done:]))
    return mark_safe("".join(parts))  # noqa: S308 - each part is escaped; the marks are ours


def excerpt(text: str, words: Iterable[str]) -> SafeString:
    """Return the part of a text around the first word that was sought, marked.

    Empty where none stands in it.
    """
    sought = tuple(one for one in words if one)
    lines = " ".join(text.split())
    found = next((one for one in WORD.finditer(lines) if plain(one[0]).startswith(sought)), None)
    if not sought or found is None:
        return SafeString("")
    begin = max(found.start() - BEFORE, 0)
    if begin:  # with a whole word, where one begins before the word that was found
        begin = lines.find(" ", begin - 1, found.start()) + 1 or begin
    end = min(begin + LONGEST, len(lines))
    if end < len(lines):
        end = max(lines.rfind(" ", begin, end + 1), found.end())
    before, after = "… " if begin else "", " …" if end < len(lines) else ""
    return marked(f"{before}{lines[begin:end]}{after}", sought)
