"""Writing articles: the first revision, the next ones, and an old one as a new one (LU-26)."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from knowledgebase.domain.content import LONGEST_LINE, Content, tidied
from knowledgebase.domain.states import Deed, State
from knowledgebase.models import Article, Revision
from knowledgebase.services.steps import locked, move, took
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor
from portal.tenancy.policy import Act, require

LONGEST_SLUG = 70  # characters; there is room for a number behind it


@transaction.atomic
def start(
    *,
    by: Membership,
    content: Content,
    at: datetime,
    slug: str = "",
    owner: Membership | None = None,
) -> Article:
    """Begin an article with its first revision, a draft; its writer owns it, unless another is to.

    :param slug: its name in addresses, where it has one already; else its title gives it one.
    :raises Refusal: if `by` may not, a part is missing or too long, or the slug is taken.
    """
    require(by, Act.WRITE_ARTICLES)
    said = tidied(content)
    article = Article.objects.create(
        vendor=by.vendor,
        slug=_free(by.vendor, slug) if slug else _slug(by.vendor, said.title),
        owner=(owner or by).person,
    )
    _write(article, said, by=by, at=at)
    article.save(update_fields=["head"])
    took(article, Deed.SAVE, by=by, at=at, before="")
    return article


@transaction.atomic
def save(
    *,
    by: Membership,
    article: Article,
    content: Content,
    known: int,
    at: datetime,
    words: str = "",
) -> Article:
    """Write the next revision. What readers have stays until it is published.

    :raises Refusal: if `by` may not, somebody wrote since revision `known`, it is in review or
        scheduled, or a part is missing or too long.
    """
    row = locked(article, by, Act.WRITE_ARTICLES, known)
    said = tidied(content)
    if said == row.newest.content and row.state == State.DRAFT:
        return row
    before = move(row, Deed.SAVE)
    _write(row, said, by=by, at=at, words=words)
    row.save(update_fields=["head", "state"])
    took(row, Deed.SAVE, by=by, at=at, before=before, words=row.newest.words)
    return row


@transaction.atomic
def restore(*, by: Membership, article: Article, number: int, known: int, at: datetime) -> Article:
    """Write an old revision again as the newest one; it goes through review like any other.

    :raises Refusal: if `by` may not, there is no such revision, somebody wrote since revision
        `known`, or it is in review or scheduled.
    """
    row = locked(article, by, Act.WRITE_ARTICLES, known)
    old = row.revisions.filter(number=number).first()
    if old is None:
        raise Refusal(f"There is no revision {number} of this article.", code="not_there")
    before = move(row, Deed.RESTORE)
    _write(row, old.content, by=by, at=at, words=f"As in revision {number}", restores=number)
    row.save(update_fields=["head", "state"])
    took(row, Deed.RESTORE, by=by, at=at, before=before, words=f"Revision {number}")
    return row


def _write(
    article: Article,
    content: Content,
    *,
    by: Membership,
    at: datetime,
    words: str = "",
    restores: int | None = None,
) -> None:
    """Write a revision and make it the newest one of an article, which is not saved."""
    number = article.head.number + 1 if article.head else 1
    article.head = Revision.objects.create(
        vendor_id=article.vendor_id,
        article=article,
        number=number,
        **content.parts(),
        is_workaround=content.is_workaround,
        visibility=content.visibility,
        tiers=list(content.tiers),
        words=" ".join(words.replace("\x00", "").split())[:LONGEST_LINE],
        restores=restores,
        by=by.person,
        at=at,
    )


def _free(vendor: Vendor, slug: str) -> str:
    Vendor.objects.select_for_update(no_key=True).get(pk=vendor.pk)
    if Article.objects.filter(slug=slug).exists():
        raise Refusal(f"There is an article “{slug}” already.", code="slug")
    return slug


def _slug(vendor: Vendor, title: str) -> str:
    """Return a name for addresses that no other article of the vendor has."""
    # Two alike at once wait for each other, and hold up nothing else that belongs to the vendor.
    Vendor.objects.select_for_update(no_key=True).get(pk=vendor.pk)
    stem = slugify(title)[:LONGEST_SLUG].strip("-") or "article"
    alike = Article.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
    taken, slug, number = set(alike), stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
