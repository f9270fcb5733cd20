"""What the API answers about the forum: shapes, field by field (CO-10)."""

from datetime import datetime
from typing import NotRequired, TypedDict

from knowledgebase.forum.naming import Writer
from knowledgebase.forum.queries import Opened, Row, Shown
from knowledgebase.forum.requests import Standing
from knowledgebase.models import ForumName, PostReport


class ForumWriterShape(TypedDict):
    """Who wrote a post: `known_as` is for the vendor's own people alone."""

    name: str
    badge: str
    customer: str
    is_own: bool
    known_as: NotRequired[str]


class ForumRequestShape(TypedDict):
    """The enhancement request to which a topic led."""

    number: str
    kind: str
    status: str
    release: str
    votes: int


class ForumTopicRowShape(TypedDict):
    """A topic as a row."""

    id: int
    title: str
    tags: list[str]
    writer: ForumWriterShape
    asked_at: datetime
    last_at: datetime
    answers: int
    votes: int
    is_answered: bool
    is_locked: bool
    request: ForumRequestShape | None


class ForumPostShape(TypedDict):
    """A post, in Markdown; of one that is hidden from its reader only the number."""

    number: int
    is_hidden: bool
    id: NotRequired[int]
    writer: NotRequired[ForumWriterShape]
    text: NotRequired[str]
    revision: NotRequired[int]
    written_at: NotRequired[datetime]
    edited_at: NotRequired[datetime | None]
    votes: NotRequired[int]
    is_voted: NotRequired[bool]
    is_accepted: NotRequired[bool]
    hidden_why: NotRequired[str]
    can: NotRequired[list[str]]


class ForumTopicShape(TypedDict):
    """A topic: its question, its accepted answer, and a page of the other answers."""

    id: int
    title: str
    tags: list[str]
    answers: int
    is_locked: bool
    is_watched: bool
    question: ForumPostShape
    accepted: ForumPostShape | None
    page: int
    pages: int
    posts: list[ForumPostShape]
    request: ForumRequestShape | None


class ForumReportShape(TypedDict):
    """What was reported, for moderators."""

    id: int
    topic: int
    title: str
    post: int
    number: int
    text: str
    why: str
    reported_at: datetime
    verdict: str
    writer: NotRequired[ForumWriterShape]


class ForumNameShape(TypedDict):
    """Under which name one writes."""

    name: str
    shows_customer: bool
    is_kept: bool


def row_of(row: Row) -> ForumTopicRowShape:
    """Return a topic as a row."""
    topic = row.topic
    return {
        "id": topic.pk,
        "title": topic.title,
        "tags": list(row.tags),
        "writer": writer_of(row.writer),
        "asked_at": topic.at,
        "last_at": topic.last_at,
        "answers": topic.answers,
        "votes": row.votes,
        "is_answered": topic.accepted_id is not None,
        "is_locked": topic.is_locked,
        "request": _request(row.request),
    }


def topic_of(found: Opened) -> ForumTopicShape:
    """Return a topic as its reader may have it."""
    topic = found.topic
    return {
        "id": topic.pk,
        "title": topic.title,
        "tags": list(found.tags),
        "answers": topic.answers,
        "is_locked": topic.is_locked,
        "is_watched": found.is_watched,
        "question": post_of(found.question),
        "accepted": post_of(found.accepted) if found.accepted else None,
        "page": found.page.number,
        "pages": found.page.paginator.num_pages,
        "posts": [post_of(one) for one in found.answers],
        "request": _request(found.request),
    }


def post_of(shown: Shown) -> ForumPostShape:
    """Return a post as its reader may have it."""
    post = shown.post
    if not shown.has_text or shown.writer is None:
        return {"number": post.number, "is_hidden": True}
    return {
        "number": post.number,
        "is_hidden": post.is_hidden,
        "id": post.pk,
        "writer": writer_of(shown.writer),
        "text": post.text,
        "revision": post.revision,
        "written_at": post.at,
        "edited_at": post.edited_at,
        "votes": post.votes,
        "is_voted": shown.is_voted,
        "is_accepted": shown.is_accepted,
        "hidden_why": post.hidden_why,
        "can": sorted(shown.can),
    }


def writer_of(writer: Writer) -> ForumWriterShape:
    """Return who wrote a post."""
    answer: ForumWriterShape = {
        "name": writer.name,
        "badge": writer.badge,
        "customer": writer.customer,
        "is_own": writer.is_own,
    }
    if writer.known_as:
        answer["known_as"] = writer.known_as
    return answer


def report_of(report: PostReport, writer: Writer | None = None) -> ForumReportShape:
    """Return a report, for moderators."""
    post = report.post
    answer: ForumReportShape = {
        "id": report.pk,
        "topic": post.topic_id,
        "title": post.topic.title,
        "post": post.pk,
        "number": post.number,
        "text": post.text,
        "why": report.why,
        "reported_at": report.at,
        "verdict": report.verdict,
    }
    if writer:
        answer["writer"] = writer_of(writer)
    return answer


def name_of(name: ForumName, *, is_kept: bool) -> ForumNameShape:
    """Return under which name somebody writes."""
    return {"name": name.name, "shows_customer": name.shows_customer, "is_kept": is_kept}


def _request(standing: Standing | None) -> ForumRequestShape | None:
    if standing is None:
        return None
    return {
        "number": standing.name,
        "kind": standing.kind,
        "status": standing.status,
        "release": standing.aim,
        "votes": standing.votes,
    }
