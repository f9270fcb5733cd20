"""The one search box: which kinds of things it finds. Each app registers its own (AppConfig.ready).

A kind reads what its own lists read, so that nothing is found here that is not theirs to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.safestring import SafeString

from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest

NOTHING = SafeString("")
MOST_OF_EACH, MOST_OF_ONE = 5, 50
LONGEST = 300  # characters; no kind reads more


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, and why: its words are marked."""

    title: SafeString
    url: str
    about: str = ""
    excerpt: SafeString = NOTHING


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found of one kind: the best, and how many there are."""

    hits: Sequence[Hit] = ()
    count: str = "0"  # in words: beyond a thousand nobody counts
    url: str = ""  # where all of them are; none: these are all
    note: str = ""


class Kind(Protocol):
    """One kind of things that can be found."""

    key: str
    heading: str
    place: int  # among the kinds

    def is_offered(self, request: PortalRequest) -> bool:
        """Say whether this reader has such things."""

    def find(self, request: PortalRequest, text: str, *, most: int, at: datetime) -> Found:
        """Return what fits; at most so many of it.

        :raises Refusal: if the text is no search of this kind.
        """

    def missed(self, request: PortalRequest, text: str, at: datetime) -> None:
        """Learn that nothing of any kind was found."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Register a kind; again changes nothing."""
    _kinds[kind.key] = kind


def offered(request: PortalRequest) -> list[Kind]:
    """Return the kinds that this reader has, in their order."""
    kinds = sorted(_kinds.values(), key=lambda one: one.place)
    return [one for one in kinds if one.is_offered(request)]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind with what was found of it."""

    kind: Kind
    found: Found


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked of which kinds, and what was found."""

    text: str
    kinds: Sequence[Kind]  # that the reader has
    only: Kind | None = None  # the one that was asked for
    sections: Sequence[Section] = ()  # of the kinds that understood the text
    problems: Sequence[str] = ()  # why others did not

    @property
    def hits(self) -> Sequence[Section]:
        """Those in which something was found."""
        return [one for one in self.sections if one.found.hits]

    @property
    def is_understood(self) -> bool:
        """Whether any kind understood the text; each has words of its own."""
        return bool(self.sections) or not self.text


def searched(request: PortalRequest, at: datetime) -> Search:
    """Return what an address asks for, of every kind or of one; learn from a search in vain."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: LONGEST + 1]
    kinds = offered(request)
    only = next((one for one in kinds if one.key == request.GET.get("kind")), None)
    if not text:
        return Search(text, kinds, only)
    asked, most = ([only], MOST_OF_ONE) if only else (kinds, MOST_OF_EACH)
    sections, problems = [], []
    for kind in asked:
        try:
            sections.append(Section(kind, kind.find(request, text, most=most, at=at)))
        except Refusal as refusal:
            problems.append(f"{kind.heading}: {refusal}")
    search = Search(text, kinds, only, sections, problems)
    if sections and not search.hits and not only:
        for one in sections:
            one.kind.missed(request, text, at)
    return search
