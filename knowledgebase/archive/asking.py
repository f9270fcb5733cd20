"""Which articles are to be packed, and that they were (LU-26)."""

from collections.abc import Iterator
from datetime import datetime

from knowledgebase.archive.packing import packed
from knowledgebase.models import Article
from knowledgebase.models.article import ArticleQuerySet
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


def wanted(*, as_read: bool, solution: str = "", visibility: str = "") -> ArticleQuerySet:
    """Return the articles to be packed, by what they say as it will be packed."""
    rows = Article.objects.published() if as_read else Article.objects.all()
    said = "shown" if as_read else "head"
    if solution:
        rows = rows.filter(**{f"{said}__solution": solution})
    if visibility:
        rows = rows.filter(**{f"{said}__visibility": visibility})
    return rows


def solutions_of_all() -> list[str]:
    """Return the solutions that any article is about, published or not."""
    rows = Article.objects.exclude(head__solution="").order_by("head__solution")
    return list(rows.values_list("head__solution", flat=True).distinct())


def export(
    *, by: Membership, as_read: bool, solution: str = "", visibility: str = "", at: datetime
) -> Iterator[bytes]:
    """Return a ZIP file of articles in parts; that they left is recorded.

    :raises Refusal: if `by` may not, or there is none.
    """
    require(by, Act.PUBLISH_ARTICLES)
    rows = wanted(as_read=as_read, solution=solution, visibility=visibility)
    count = rows.count()
    if not count:
        raise Refusal("No article fits what you chose.", code="nothing")
    text = "as read" if as_read else "as written"
    chosen = {"solution": solution, "visibility": visibility}
    after = {"articles": count, "text": text} | {key: one for key, one in chosen.items() if one}
    parts = packed(rows, as_read=as_read)
    record("articles exported", by, actor=by.person, at=at, after=after)
    return parts
