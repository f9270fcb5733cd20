"""What the API answers about articles: shapes, field by field (CO-10)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NotRequired, TypedDict

from knowledgebase.excerpts import Hit
from knowledgebase.models import Article, Revision


class ArticleRowShape(TypedDict):
    """An article as a row; the excerpt says why a search found it, without marks."""

    slug: str
    title: str
    solution: str
    versions: str
    is_workaround: bool
    published_at: datetime | None
    part: NotRequired[str]
    excerpt: NotRequired[str]


class ContentShape(TypedDict):
    """What a revision says, in Markdown, and to whom."""

    revision: int
    title: str
    problem: str
    solution: str
    versions: str
    steps: str
    resolution: str
    is_workaround: bool
    visibility: str
    tiers: list[str]
    written_at: datetime


class ArticleShape(TypedDict):
    """An article: what readers have and, for those who write articles, what is being written."""

    slug: str
    published_at: datetime | None
    shown: ContentShape | None
    state: NotRequired[str]
    newest: NotRequired[ContentShape]
    owner: NotRequired[str]
    verify_on: NotRequired[date | None]
    publish_at: NotRequired[datetime | None]


def row_of(article: Article) -> ArticleRowShape:
    """Return a published article as a row."""
    shown = article.shown
    assert shown is not None  # noqa: S101 - lists hold published ones alone
    return {
        "slug": article.slug,
        "title": shown.title,
        "solution": shown.solution,
        "versions": shown.versions,
        "is_workaround": shown.is_workaround,
        "published_at": article.published_at,
    }


def found_of(hits: Iterable[Hit]) -> list[ArticleRowShape]:
    """Return what a search found, with why."""
    return [{**row_of(hit.article), "part": hit.part, "excerpt": hit.plain_excerpt} for hit in hits]


def answer_of(article: Article, *, writes: bool) -> ArticleShape:
    """Return an article as its reader may know it."""
    answer: ArticleShape = {
        "slug": article.slug,
        "published_at": article.published_at,
        "shown": _content(article.shown) if article.shown else None,
    }
    if writes:
        answer |= {
            "state": article.state,
            "newest": _content(article.newest),
            "owner": str(article.owner),
            "verify_on": article.verify_on,
            "publish_at": article.publish_at,
        }
    return answer


def _content(revision: Revision) -> ContentShape:
    said = revision.content
    return {
        "revision": revision.number,
        "title": said.title,
        "problem": said.problem,
        "solution": said.solution,
        "versions": said.versions,
        "steps": said.steps,
        "resolution": said.resolution,
        "is_workaround": said.is_workaround,
        "visibility": said.visibility,
        "tiers": list(said.tiers),
        "written_at": revision.at,
    }
