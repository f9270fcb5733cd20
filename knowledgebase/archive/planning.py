"""What a ZIP file of articles would do here: file by file, held against what is known."""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, F, Func

from knowledgebase.archive.reading import (
    CHANGED,
    FRESH,
    REFUSED,
    SAME,
    Step,
    kind_of,
    name_of,
    read_all,
)
from knowledgebase.archive.text import ArticleFile
from knowledgebase.archive.unpacking import Archive, Entry
from knowledgebase.audience import tiers_named
from knowledgebase.domain.content import missing
from knowledgebase.domain.states import Deed, State, possible
from knowledgebase.models import Article, ArticleImport, ArticlePicture
from knowledgebase.services.keeping import MOST_PICTURES, SIDE
from portal.tenancy.models import Membership
from portal.tenancy.policy import POLICY, Act
from portal.web.pictures import preview_of

Becomes = ArticleImport.Becomes
WRITERS = [role for role, acts in POLICY.items() if Act.WRITE_ARTICLES in acts]
ORDER = (REFUSED, CHANGED, FRESH, SAME)  # as they are shown
DIGEST = Func(F("content"), function="sha256", output_field=BinaryField())


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a file would do."""

    steps: list[Step]

    @property
    def deeds(self) -> list[Step]:
        """What is to be stored."""
        return [one for one in self.steps if one.what in {FRESH, CHANGED}]

    def count(self, what: str) -> int:
        """Return how many files are of one kind."""
        return sum(one.what == what for one in self.steps)

    def kept(self) -> list[dict[str, Any]]:
        """Return it as it is stored and shown: what is refused first."""
        rows = [one.kept() for one in self.steps]
        return sorted(rows, key=lambda row: (ORDER.index(row["what"]), row["file"]))


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return a digest of a plan: another one means that something else would happen."""
    said = json.dumps(list(rows), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def plan(archive: Archive, becomes: str) -> Plan:
    """Return what an archive would do; nothing is stored.

    :raises Refusal: with code `file`, if it cannot be taken as a whole.
    """
    steps = read_all(archive)
    _compare([one for one in steps if one.file], archive, becomes)
    return Plan(steps)


def _compare(steps: list[Step], archive: Archive, becomes: str) -> None:
    rows = Article.objects.with_text().filter(slug__in=[one.slug for one in steps])
    known = {one.slug: one for one in rows.order_by()}
    every = Article.objects.order_by().values_list("slug", flat=True)
    written_so = {slug.casefold(): slug for slug in every}
    pictures = _pictures(known.values())
    tiers, owners = tiers_named(), _owners()
    for one in steps:
        one.known = known.get(one.slug)
        one.owner = owners.get(one.file.owner.casefold()) if one.file else None
        one.why = (
            one.why
            or _problem_of_slug(one, written_so)
            or _problem_of_tiers(one, tiers)
            or _left_pictures(one, archive, pictures)
            or _way(one, becomes)
        )
        if one.what == FRESH and one.owner is None:
            one.notes.append(_yours(one.file))


def _yours(file: ArticleFile | None) -> str:
    if file and file.owner:
        return "It will be yours: its owner does not write articles here."
    return "It will be yours: the file names no owner."


def _problem_of_slug(one: Step, written_so: Mapping[str, str]) -> str:
    other = written_so.get(one.slug.casefold(), one.slug)
    return "" if other == one.slug else f"The article here is written “{other}”: write it so."


def _owners() -> dict[str, Membership]:
    rows = Membership.objects.current().staff().filter(role__in=WRITERS, person__is_active=True)
    return {one.person.email.casefold(): one for one in rows.select_related("person")}


def _pictures(known: Iterable[Article]) -> dict[tuple[int, str], bytes]:
    rows = ArticlePicture.objects.filter(article__in=list(known)).order_by()
    said = rows.annotate(digest=DIGEST).values_list("article_id", "name", "digest")
    return {(key, name): bytes(digest) for key, name, digest in said}


def _problem_of_tiers(one: Step, tiers: Mapping[str, str]) -> str:
    unknown = sorted(set(one.file.content.tiers) - set(tiers)) if one.file else []
    if not unknown:
        return ""
    possible_ones = ", ".join(tiers) or "none"
    return f"There is no tier {', '.join(unknown)[:80]} here; there are {possible_ones}."


def _left_pictures(one: Step, archive: Archive, pictures: Mapping[tuple[int, str], bytes]) -> str:
    """Leave out the pictures that are here already; say what is wrong with the others."""
    own = [name for key, name in pictures if one.known and key == one.known.pk]
    left: list[Entry] = []
    for entry in one.pictures:
        name = name_of(entry)
        kept = pictures.get((one.known.pk, name)) if one.known else None
        if kept is None:
            left.append(entry)
        elif not _is_same(archive.read(entry), kept):
            return f"There is another picture “{name}”: revisions show it. Call this one otherwise."
    if len(left) + len(own) > MOST_PICTURES:
        return f"An article has {MOST_PICTURES} pictures at most."
    if len({name_of(entry) for entry in left}) < len(left):
        return "Two of its pictures have the same name."
    one.pictures = left
    return ""


def _is_same(content: bytes, kept: bytes) -> bool:
    """Say whether a picture is the one that is kept: as it is kept, or as it was sent."""
    if hashlib.sha256(content).digest() == kept:
        return True
    drawn = preview_of(io.BytesIO(content), kind_of(content), SIDE)
    return hashlib.sha256(drawn).digest() == kept


def _way(one: Step, becomes: str) -> str:
    """Decide what state it comes to; return why it cannot."""
    if one.file is None:
        return ""
    if one.says_otherwise and one.known and Deed.SAVE not in possible(one.known.state):
        waits = State(one.known.state).label
        return f"The article here is {waits}: publish or return it first."
    goes_on = becomes == Becomes.REVIEW or (
        becomes == Becomes.PUBLISHED and one.file.state == State.PUBLISHED
    )
    if goes_on and (empty := missing(one.file.content)) and one.what != SAME:
        return f"Nothing stands under {' and '.join(empty)}: it cannot be handed in."
    if one.known and not one.says_otherwise:
        one.becomes = one.known.state  # pictures alone
    else:
        one.becomes = becomes if goes_on else State.DRAFT.value
    return ""
