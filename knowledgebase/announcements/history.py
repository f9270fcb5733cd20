"""How each revision of an announcement differs from the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from knowledgebase.domain.announcing import Announced, Kind, Meant
from knowledgebase.domain.content import Change, compared
from knowledgebase.models import Announcement, AnnouncementRevision


@dataclass(frozen=True, slots=True)
class Edition:
    """A revision and what it changed; nothing of the first one."""

    revision: AnnouncementRevision
    changes: tuple[Change, ...]


def changes_of(announcement: Announcement) -> list[Edition]:
    """Return all revisions, the newest first, each with what it changed."""
    rows = list(announcement.revisions.select_related("by"))
    changed = [
        Edition(after, tuple(_changes(before.content, after.content)))
        for after, before in pairwise(rows)
    ]
    return [*changed, Edition(rows[-1], ())]


def meant_in_words(said: Announced) -> str:
    """Return for whom an announcement is, in words."""
    if said.meant == Meant.TIERS:
        return f"Customers on {', '.join(said.tiers)}"
    if said.meant == Meant.VERSIONS:
        return f"Customers who run {said.product} {', '.join(said.versions)}".strip()
    return Meant(said.meant).label


def _changes(before: Announced, after: Announced) -> Iterator[Change]:
    for heading, old, new in (
        ("About", Kind(before.kind).label, Kind(after.kind).label),
        ("Title", before.title, after.title),
        ("Text", before.text, after.text),
        ("For whom", meant_in_words(before), meant_in_words(after)),
    ):
        if old != new:
            yield compared(heading, old, new)
