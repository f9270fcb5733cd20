"""What is kept beside an article's text: its owner, its links and its pictures (LU-26)."""

import re
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.core.files.base import File
from django.db import transaction

from knowledgebase.models import LONGEST_NAME, Article, ArticleLink, ArticlePicture
from knowledgebase.services.steps import locked
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.pictures import preview_of, problem_of_picture

type Upload = File[Any]  # a name, a size and bytes: what a form brings

MOST_PICTURES = 20  # of an article
LARGEST_PICTURE = 5 * 1024 * 1024  # bytes, as it is sent
SIDE = 1_600  # points; a larger one is drawn smaller
MOST_LINKS = 50
KINDS = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp",
}  # fmt: skip
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,70}\.(png|jpe?g|webp)")


@transaction.atomic
def hand_over(*, by: Membership, article: Article, to: Membership, at: datetime) -> Article:
    """Give an article another owner: who is asked whether it still holds. Its owner keeps it.

    :raises Refusal: if `by` may not, or the new owner does not write articles here.
    """
    row = locked(article, by, Act.WRITE_ARTICLES)
    if to.vendor_id != row.vendor_id or not may(to, Act.WRITE_ARTICLES):
        raise Refusal("Articles are owned by those who write them.", code="owner")
    if row.owner_id == to.person_id:
        return row
    before, row.owner = row.owner, to.person
    row.save(update_fields=["owner"])
    record(
        "article handed over",
        row,
        actor=by.person,
        at=at,
        before={"owner": str(before)},
        after={"owner": str(row.owner)},
    )
    return row


@transaction.atomic
def link(*, by: Membership, article: Article, kind: str, name: str, at: datetime) -> ArticleLink:
    """Say what an article has to do with; the same said again changes nothing.

    :raises Refusal: if `by` may not, nothing is named, or there are too many.
    """
    row = locked(article, by, Act.WRITE_ARTICLES)
    said = _written(kind, name)
    if not said or len(said) > LONGEST_NAME:
        raise Refusal("Name the incident, problem or release, such as LUM-1042.", code="name")
    found = row.links.filter(kind=kind, name=said).first()
    if found:
        return found
    if row.links.count() >= MOST_LINKS:
        raise Refusal(f"This article has {MOST_LINKS} links; no more fit.", code="name")
    made = ArticleLink.objects.create(
        vendor_id=row.vendor_id, article=row, kind=kind, name=said, by=by.person, at=at
    )
    record("article linked", row, actor=by.person, at=at, after={kind: said})
    return made


def _written(kind: str, name: str) -> str:
    """Return a name as pages write it: beside an incident its articles are found by it."""
    words = " ".join(name.replace("\x00", "").split())
    return words if kind == ArticleLink.Kind.RELEASE else words.upper()


@transaction.atomic
def unlink(*, by: Membership, article: Article, pk: int, at: datetime) -> None:
    """Take a link away; if it is gone already, nothing changes.

    :raises Refusal: if `by` may not.
    """
    row = locked(article, by, Act.WRITE_ARTICLES)
    for gone in row.links.filter(pk=pk):
        record("article unlinked", row, actor=by.person, at=at, before={gone.kind: gone.name})
        gone.delete()


@transaction.atomic
def add_picture(
    *, by: Membership, article: Article, file: Upload, at: datetime, kind: str = ""
) -> ArticlePicture:
    """Keep a picture for an article's text, drawn anew from its points.

    :param kind: what kind of picture it is, where its name may say another; else its name says it.
    :raises Refusal: if `by` may not, or it is none, too large, one too many, or its name is taken.
    """
    row = locked(article, by, Act.WRITE_ARTICLES)
    name = (file.name or "").rpartition("/")[2].strip().lower().replace(" ", "-")
    if not NAME.fullmatch(name):
        raise Refusal(
            "A picture is called by letters, digits, dots and hyphens and ends in .png, .jpg or "
            ".webp, such as printer-menu.png.",
            code="picture",
        )
    _check_room(row, name)
    drawn = _drawn(name, file, kind or KINDS[name.rpartition(".")[2]])
    made = ArticlePicture.objects.create(
        vendor_id=row.vendor_id, article=row, name=name, content=drawn, sent_by=by.person, at=at
    )
    record("article picture added", row, actor=by.person, at=at, after={"picture": name})
    return made


def _check_room(article: Article, name: str) -> None:
    taken = set(article.pictures.values_list("name", flat=True))
    if name in taken:
        raise Refusal(
            f"There is a picture “{name}” already: revisions show it. Call this one otherwise.",
            code="picture",
        )
    if len(taken) >= MOST_PICTURES:
        raise Refusal(f"An article has {MOST_PICTURES} pictures at most.", code="picture")


def _drawn(name: str, file: Upload, kind: str) -> bytes:
    if file.size > LARGEST_PICTURE:
        raise Refusal(
            f"“{name}” was not taken: it has more than {LARGEST_PICTURE // 1024**2} MB.",
            code="picture",
        )
    content = cast("BinaryIO", file.file)
    if problem := problem_of_picture(content, kind):
        raise Refusal(f"“{name}” was not taken: {problem}.", code="picture")
    drawn = preview_of(content, kind, SIDE)
    if not drawn:
        raise Refusal(f"“{name}” was not taken: it cannot be drawn.", code="picture")
    return drawn
