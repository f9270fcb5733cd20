"""The files of a ZIP file, each read by itself: an article, a picture of one, or why neither."""

import io
from dataclasses import dataclass, field
from typing import Any

from knowledgebase.archive.text import ArticleFile, read
from knowledgebase.archive.unpacking import MOST_ARTICLES, Archive, Entry, unreadable
from knowledgebase.domain.states import State
from knowledgebase.models import Article
from knowledgebase.services.keeping import KINDS, NAME
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.web.pictures import problem_of_picture

FRESH, CHANGED, SAME, REFUSED = "new", "changed", "unchanged", "refused"
NO_PLACE = (
    "It is neither an article (articles/name.md) nor a picture of one (pictures/slug/name.png)."
)


@dataclass(slots=True)
class Step:
    """One file of an article: what it says, what is known, and what comes of it."""

    entry: Entry
    file: ArticleFile | None = None
    why: str = ""  # it is refused
    known: Article | None = None
    owner: Membership | None = None
    pictures: list[Entry] = field(default_factory=list)  # that are new
    notes: list[str] = field(default_factory=list)
    becomes: str = ""

    @property
    def slug(self) -> str:
        """The article's name; of a file that cannot be read, none."""
        return self.file.slug if self.file else ""

    @property
    def says_otherwise(self) -> bool:
        """Whether the text differs from the newest revision."""
        return (
            self.file is not None
            and self.known is not None
            and self.file.content != self.known.newest.content
        )

    @property
    def what(self) -> str:
        """What it is: new, changed, unchanged or refused."""
        if self.why:
            return REFUSED
        if self.known is None:
            return FRESH
        return CHANGED if self.says_otherwise or self.pictures else SAME

    @property
    def outcome(self) -> str:
        """What comes of it, in the words of its page."""
        if self.what in {SAME, REFUSED}:
            return ""
        said = []
        if self.known is None or self.says_otherwise:
            said.append(State(self.becomes).label.capitalize())
        if self.known is not None and self.says_otherwise:
            said.append(f"revision {self.known.newest.number + 1}")
        if count := len(self.pictures):
            said.append(f"{count} new picture{'s' if count > 1 else ''}")
        return ", ".join(said)

    def kept(self) -> dict[str, Any]:
        """Return it as it is stored and shown."""
        return {
            "file": self.entry.path,
            "what": self.what,
            "why": self.why,
            "slug": self.slug,
            "title": self.file.content.title if self.file else "",
            "known": self.known.newest.number if self.known else 0,
            "outcome": self.outcome,
            "notes": self.notes,
        }


def read_all(archive: Archive) -> list[Step]:
    """Return what the files of an archive are; pictures stand with their article.

    :raises Refusal: with code `file`, if it cannot be taken as a whole.
    """
    steps: list[Step] = []
    pictures: list[Entry] = []
    for entry, fault in archive.entries():
        why = fault or _problem_of_place(entry)
        if entry.is_article and not why:
            steps.append(_article(archive, entry))
        elif why := why or _problem_of_picture(archive, entry):
            steps.append(Step(entry, why=why))
        else:
            pictures.append(entry)
    count = sum(one.entry.is_article for one in steps)
    if not count:
        raise unreadable("There is no article in it: files that end in .md, below articles/.")
    if count > MOST_ARTICLES:
        raise unreadable(f"It holds more than {MOST_ARTICLES:,} articles; send it in parts.")
    return steps + _given_out(pictures, _by_slug(steps))


def _by_slug(steps: list[Step]) -> dict[str, Step]:
    """Return the articles by their slugs; where two have one, neither is taken."""
    found: dict[str, Step] = {}
    for one in steps:
        if one.file is None:
            continue
        first = found.setdefault(one.slug.casefold(), one)
        if first is not one:
            one.why = f"{first.entry.path} has the slug “{first.slug}” too."
            first.why = first.why or f"{one.entry.path} has the slug “{one.slug}” too."
    return found


def _given_out(pictures: list[Entry], articles: dict[str, Step]) -> list[Step]:
    """Give each article its pictures; return those that belong to none."""
    left: list[Step] = []
    for entry in pictures:
        article = articles.get(entry.place.split("/")[1].casefold())
        if article is None:
            left.append(Step(entry, why="No article in this file has this slug."))
        else:
            article.pictures.append(entry)
    return left


def _article(archive: Archive, entry: Entry) -> Step:
    name = entry.place.rpartition("/")[2][: -len(".md")]
    try:
        return Step(entry, read(_decoded(archive.read(entry)), name))
    except Refusal as refusal:
        if refusal.code == "file":
            raise
        return Step(entry, why=str(refusal))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refusal(f"It is not UTF-8: line {line} holds a byte that no text has.") from None


def _problem_of_place(entry: Entry) -> str:
    if entry.is_article:
        return ""
    match entry.place.split("/"):
        case ["pictures", _, name] if NAME.fullmatch(name.lower()):
            return ""
        case ["pictures", _, _]:
            return "A picture's name has small letters, digits, dots, hyphens; png, jpg or webp."
    return NO_PLACE


def _problem_of_picture(archive: Archive, entry: Entry) -> str:
    try:
        content = archive.read(entry)
    except Refusal as refusal:
        if refusal.code == "file":
            raise
        return str(refusal)
    return "" if kind_of(content) else "It is no PNG, JPEG or WebP picture that can be opened."


def kind_of(content: bytes) -> str:
    """Return what kind of picture it is, whatever its name says; empty if it is none.

    What a portal exports is WebP under the name that the text knows it by.
    """
    kinds = dict.fromkeys(KINDS.values())
    return next((one for one in kinds if not problem_of_picture(io.BytesIO(content), one)), "")


def name_of(entry: Entry) -> str:
    """Return the name by which a text knows a picture."""
    return entry.place.rpartition("/")[2].lower()
