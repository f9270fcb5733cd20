"""What an article says, part by part, and how one revision differs from another (LU-26)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from knowledgebase.domain.visibility import Visibility
from portal.kernel.refusal import Refusal

LONGEST_LINE = 200  # characters of a title, or of the versions
LONGEST_TEXT = 20_000  # of a part in Markdown
MOST_LINES = 2_000  # that are compared one by one; longer texts are shown as replaced

HEADINGS: Mapping[str, str] = {
    "title": "Title",
    "problem": "Problem",
    "solution": "Solution",
    "versions": "Versions",
    "steps": "Steps to reproduce",
    "resolution": "Resolution",
}
LINES = ("title", "solution", "versions")  # on one line; the others are Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a revision says, and to whom. `solution` is the product that it is about."""

    title: str
    problem: str = ""
    solution: str = ""
    versions: str = ""
    steps: str = ""
    resolution: str = ""
    is_workaround: bool = False
    visibility: str = Visibility.CUSTOMERS.value
    tiers: tuple[str, ...] = ()

    def parts(self) -> dict[str, str]:
        """This method will return what is written, by part."""
        return {key: getattr(self, key) for key in HEADINGS}


NAMES = tuple(one.name for one in fields(Content))


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs: its lines, each kept (" "), gone ("-") or new ("+")."""

    heading: str
    lines: tuple[tuple[str, str], ...]


def tidied(content: Content) -> Content:
    """This function will return content without blank edges and what no table can hold.

    :raises Refusal: if it has no title, a part is too long, or tiers are meant and none is named.
    """
    said = {key: _plain(text, is_line=key in LINES) for key, text in content.parts().items()}
    if not said["title"]:
        raise Refusal("An article has a title: it is what people look for.", code="title")
    for key, text in said.items():
        longest = LONGEST_LINE if key in LINES else LONGEST_TEXT
        if len(text) > longest:
            raise Refusal(
                f"“{HEADINGS[key]}” has {len(text):,} characters; {longest:,} fit.", code=key
            )
    visibility = Visibility(content.visibility)
    tiers = tuple(sorted(set(content.tiers))) if visibility is Visibility.TIERS else ()
    if visibility is Visibility.TIERS and not tiers:
        raise Refusal("Name the tiers whose customers are to read it.", code="tiers")
    return Content(
        **said, is_workaround=content.is_workaround, visibility=visibility.value, tiers=tiers
    )


def missing(content: Content) -> list[str]:
    """This function will name what is to be written before an article is handed in."""
    needed = ("problem", "resolution")
    return [HEADINGS[key] for key in needed if not getattr(content, key).strip()]


def differences(before: Content, after: Content) -> list[Change]:
    """This function will say what changed from one revision to another, line by line."""
    one, other = _shown(before), _shown(after)
    return [
        compared(heading, one[heading], other[heading])
        for heading in one
        if one[heading] != other[heading]
    ]


def compared(heading: str, before: str, after: str) -> Change:
    """This function will say how one part differs from what it was, line by line."""
    return Change(heading, tuple(_lines(before, after)))


def _shown(content: Content) -> dict[str, str]:
    readers = Visibility(content.visibility).label
    if content.tiers:
        readers += f": {', '.join(content.tiers)}"
    said = {HEADINGS[key]: text for key, text in content.parts().items()}
    return said | {
        "What it offers": "A workaround" if content.is_workaround else "A resolution",
        "Who may read it": readers,
    }


def _lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        yield from [("-", line) for line in old] + [("+", line) for line in new]
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((" ", line) for line in old[i1:i2])
            continue
        yield from (("-", line) for line in old[i1:i2])
        yield from (("+", line) for line in new[j1:j2])


def _plain(text: str, *, is_line: bool) -> str:
    kept = re.sub("[\x00\ud800-\udfff]", "", re.sub("\r\n?", "\n", text))
    return " ".join(kept.split()) if is_line else kept.strip()
