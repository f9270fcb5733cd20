"""An article as a Markdown file with front matter, and back (docs/algorithms/knowledge.md).

Its parts stand under headings of their own. Where an article's own text has such a line, it is
written with a backslash before it, and one is taken off when it is read: what is written and read
again says the same to the letter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.core.validators import slug_re

from knowledgebase.archive import front
from knowledgebase.archive.front import Value
from knowledgebase.domain.content import HEADINGS, Content, tidied
from knowledgebase.domain.states import State
from knowledgebase.domain.visibility import Visibility
from portal.kernel.refusal import Refusal

PARTS = ("problem", "steps", "resolution")  # the Markdown ones; the others stand in front
PART_OF = {HEADINGS[key].lower(): key for key in PARTS}
HEADING = re.compile(rf"(\\*)## ({'|'.join(PART_OF)})[ \t]*", re.IGNORECASE | re.ASCII)
WORKAROUND, RESOLUTION = "workaround", "resolution"
LONGEST_SLUG = 80
NAMES = (
    "slug", "title", "solution", "versions", "offers", "visibility", "tiers", "owner", "state",
    "revision", "published",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFile:
    """What a file says of an article. `owner` is an address of mail, or empty."""

    slug: str
    content: Content
    owner: str = ""
    state: State = State.DRAFT


def written(file: ArticleFile, about: Mapping[str, str]) -> str:
    """Return the text of a file.

    :param about: what is said for people alone, such as when it was published.
    """
    said = file.content
    names: dict[str, Value] = {
        "slug": file.slug,
        "title": said.title,
        "solution": said.solution,
        "versions": said.versions,
        "offers": WORKAROUND if said.is_workaround else RESOLUTION,
        "visibility": said.visibility,
        "tiers": list(said.tiers),
        "owner": file.owner,
        "state": file.state.value,
        **about,
    }
    parts = [
        f"\n## {HEADINGS[key]}\n\n{_escaped(text)}\n"
        for key in PARTS
        if (text := said.parts()[key])
    ]
    return front.written(names) + "".join(parts)


def read(text: str, name: str) -> ArticleFile:
    """Return what a file says.

    :param name: of the file without its ending: the article's slug where it names none.
    :raises Refusal: if it is no article.
    """
    above, below = front.taken_apart(text.replace("\r\n", "\n"))
    said = front.read(above, NAMES)
    slug = _text(said, "slug") or name
    if not slug_re.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise Refusal(
            f"“{slug[:60]}” is no slug: letters, digits, hyphens, at most {LONGEST_SLUG} of them."
        )
    visibility = _one_of(said, "visibility", [one.value for one in Visibility])
    offers = _one_of(said, "offers", [RESOLUTION, WORKAROUND], unless=RESOLUTION)
    return ArticleFile(
        slug=slug,
        content=tidied(
            Content(
                title=_text(said, "title"),
                solution=_text(said, "solution"),
                versions=_text(said, "versions"),
                **dict(_parts(below)),
                is_workaround=offers == WORKAROUND,
                visibility=visibility,
                tiers=tuple(_list(said, "tiers")),
            )
        ),
        owner=_text(said, "owner"),
        state=State(_one_of(said, "state", [one.value for one in State], unless=State.DRAFT)),
    )


def _escaped(text: str) -> str:
    return "\n".join("\\" + one if HEADING.fullmatch(one) else one for one in text.split("\n"))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield each part with its text, the escaping taken off."""
    found: dict[str, list[str]] = {"": []}
    lines = found[""]
    for line in text.split("\n"):
        heading = HEADING.fullmatch(line)
        if heading is None:
            lines.append(line)
        elif heading[1]:
            lines.append(line[1:])
        else:
            key = PART_OF[heading[2].lower()]
            if key in found:
                raise Refusal(f"The heading “## {HEADINGS[key]}” stands twice.")
            lines = found[key] = []
    if any(line.strip() for line in found.pop("")):
        headings = ", ".join(f"“## {HEADINGS[key]}”" for key in PARTS)
        raise Refusal(f"Text stands before the first heading; the headings are {headings}.")
    yield from ((key, "\n".join(said)) for key, said in found.items())


def _text(said: Mapping[str, Value], name: str) -> str:
    value = said.get(name, "")
    if isinstance(value, list):
        raise Refusal(f"“{name}” in its front matter is one text, no list.")
    return value.strip()


def _list(said: Mapping[str, Value], name: str) -> list[str]:
    value = said.get(name, [])
    if isinstance(value, list):
        return value
    return [value.strip()] if value.strip() else []


def _one_of(said: Mapping[str, Value], name: str, known: list[str], unless: str = "") -> str:
    value = _text(said, name) or unless
    if value not in known:
        stands = f"“{value[:40]}”" if value else "nothing"
        raise Refusal(f"“{name}” in its front matter is {stands}; possible are {', '.join(known)}.")
    return value
