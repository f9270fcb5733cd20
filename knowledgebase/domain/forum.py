"""Rules of the forum: names, tags, how often one may post (LU-28; docs/algorithms/forum.md)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.kernel.refusal import Refusal

LONGEST_TITLE = 160
LONGEST_TEXT = 10_000
LONGEST_WHY = 1_000
LONGEST_NAME = 40
SHORTEST_NAME = 2
LONGEST_TAG = 30
MOST_TAGS = 5
WITHIN = timedelta(hours=1)  # in which posts are counted

TAG = re.compile(r"[a-z0-9][a-z0-9.+-]*")


class Often(StrEnum):
    """What is counted, each for itself."""

    TOPICS = "topics"
    ANSWERS = "answers"
    REPORTS = "reports"


MOST: Mapping[Often, int] = {Often.TOPICS: 5, Often.ANSWERS: 20, Often.REPORTS: 10}


class State(StrEnum):
    """To what a list of topics is narrowed."""

    OPEN = "open"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        """This property will return it in the words of its page."""
        return LABELS[self]


LABELS = {
    State.OPEN: "Without an accepted answer",
    State.ANSWERED: "With an accepted answer",
    State.UNANSWERED: "Without any answer",
    State.LOCKED: "Locked",
}


class Verdict(StrEnum):
    """What became of a report."""

    HIDDEN = "hidden"
    KEPT = "kept"

    @property
    def label(self) -> str:
        """This property will return it in the words of its pages."""
        return "It is hidden" if self is Verdict.HIDDEN else "It stays"


@dataclass(frozen=True, slots=True)
class Said:
    """What a question says; an answer has neither title nor tags."""

    text: str
    title: str = ""
    tags: tuple[str, ...] = ()


def tidied(said: Said, *, is_question: bool) -> Said:
    """This function will return what is said without blank edges and what no table can hold.

    :raises Refusal: if something is missing or too long, or a tag is none.
    """
    title = " ".join(_plain(said.title).split()) if is_question else ""
    text = _plain(said.text.replace("\r\n", "\n")).strip()
    if is_question and not title:
        raise Refusal("A topic has a title: it is what others look for.", code="title")
    if not text:
        raise Refusal("Nothing is written yet.", code="text")
    for key, written, longest in (("title", title, LONGEST_TITLE), ("text", text, LONGEST_TEXT)):
        if len(written) > longest:
            raise Refusal(f"It has {len(written):,} characters; {longest:,} fit.", code=key)
    return Said(text, title, tagged(said.tags) if is_question else ())


def tagged(words: Iterable[str]) -> tuple[str, ...]:
    """This function will return tags as they are kept: small letters, each once, in order.

    :raises Refusal: if one is no tag, or there are too many.
    """
    found = dict.fromkeys("-".join(one.casefold().split()) for one in words if one.strip())
    for one in found:
        if not TAG.fullmatch(one) or len(one) > LONGEST_TAG:
            raise Refusal(
                f"“{one[:40]}” is no tag. Tags are made of letters, digits, dots and hyphens, such "
                f"as “letters” or “release-6.1”, of {LONGEST_TAG} at most.",
                code="tags",
            )
    if len(found) > MOST_TAGS:
        raise Refusal(f"These are {len(found)} tags; {MOST_TAGS} are possible.", code="tags")
    return tuple(sorted(found))


def default_name(name: str) -> str:
    """This function will return the first word of a name and the initial of its last: Priya S."""
    words = [one for one in name.split() if "@" not in one]
    if not words:
        return "Member"
    first = words[0][: LONGEST_NAME - 6]
    return f"{first} {words[-1][0].upper()}." if len(words) > 1 else first


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """This function will return a name, with a number behind it where somebody has it already."""
    known, name, number = {one.casefold() for one in taken}, wanted, 1
    while name.casefold() in known:
        number += 1
        name = f"{wanted} {number}"
    return name


def checked_name(name: str, *, vendor: str, staff: Iterable[str], customers: Iterable[str]) -> str:
    """This function will return a display name that misleads nobody and betrays nothing.

    :raises Refusal: with code `name`, if it is too short or long, an address, or names an
        organisation or one of the vendor's people.
    """
    said = " ".join(_plain(name).split())
    if not SHORTEST_NAME <= len(said) <= LONGEST_NAME:
        raise Refusal(
            f"A name has {SHORTEST_NAME} to {LONGEST_NAME} characters; this has {len(said)}.",
            code="name",
        )
    if "@" in said:
        raise Refusal("An address tells who you are; choose a name without @.", code="name")
    small = said.casefold()
    if vendor.casefold() in small or small in {one.casefold() for one in staff}:
        raise Refusal(f"Readers would take you for one of {vendor}'s people.", code="name")
    if any(one.casefold() in small for one in customers if one):
        raise Refusal(
            "This names your organisation. If it may be known, choose another name and say so "
            "below: then it stands beside it.",
            code="name",
        )
    return said


def free_at(kind: Often, before: Sequence[datetime], at: datetime) -> datetime | None:
    """This function will say from when on one may post again; None: at once.

    :param before: when one posted within the last hour, in any order.
    """
    counted = sorted(one for one in before if at - one < WITHIN)
    if len(counted) < MOST[kind]:
        return None
    return counted[-MOST[kind]] + WITHIN


def _plain(text: str) -> str:
    return re.sub("[\x00\ud800-\udfff]", "", text)
