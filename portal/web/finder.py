"""The one search box: which kinds of things it finds. Each app registers its own (AppConfig.ready).

A kind reads what its own lists read, so that nothing is found here that is not theirs to see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.safestring import SafeString

from portal.web.http import PortalRequest

NOTHING = SafeString("")


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
