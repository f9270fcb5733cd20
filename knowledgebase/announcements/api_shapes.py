"""What the API answers about announcements: shapes, field by field (CO-10)."""

from datetime import datetime
from typing import NotRequired, TypedDict

from knowledgebase.announcements.reach import Reach
from knowledgebase.domain.announcing import Stage
from knowledgebase.models import Announcement, AnnouncementRevision


class AnnouncementRowShape(TypedDict):
    """An announcement as a row; product and versions where it is for those who run them."""

    id: int
    kind: str
    title: str
    product: str
    versions: list[str]
    published_at: datetime | None
    edited_at: datetime | None
    is_read: bool


class MakingShape(TypedDict):
    """What those who announce see besides: its newest revision and whom it is for and reaches."""

    revision: int
    words: str
    meant: str
    tiers: list[str]
    publish_at: datetime | None
    people: int
    customers: int


class AnnouncementShape(TypedDict):
    """An announcement. Of one that was withdrawn its readers have when and why, and no more."""

    id: int
    state: str
    kind: str
    title: str
    text: str
    product: str
    versions: list[str]
    published_at: datetime | None
    edited_at: datetime | None
    withdrawn_at: datetime | None
    reason: str
    making: NotRequired[MakingShape]


class ReadAllShape(TypedDict):
    """How much was new, and is read now."""

    read: int


def row_of(announcement: Announcement) -> AnnouncementRowShape:
    """Return an announcement that is out as a row; how far it was read stands beside it."""
    shown = announcement.shown
    assert shown is not None  # noqa: S101 - lists hold published ones alone
    return {
        "id": announcement.pk,
        "kind": shown.kind,
        "title": shown.title,
        "product": shown.product,
        "versions": shown.versions,
        "published_at": announcement.published_at,
        "edited_at": announcement.edited_at,
        "is_read": getattr(announcement, "read_up_to", 0) >= shown.number,
    }


def answer_of(announcement: Announcement, reach: Reach | None = None) -> AnnouncementShape:
    """Return an announcement as its readers have it; with its reach, as its writers do."""
    is_gone = announcement.state == Stage.WITHDRAWN
    text = announcement.newest if reach else None if is_gone else announcement.shown
    answer: AnnouncementShape = {
        "id": announcement.pk,
        "state": announcement.state,
        "kind": text.kind if text else "",
        "title": text.title if text else "",
        "text": text.text if text else "",
        "product": text.product if text else "",
        "versions": text.versions if text else [],
        "published_at": announcement.published_at,
        "edited_at": announcement.edited_at,
        "withdrawn_at": announcement.withdrawn_at,
        "reason": announcement.reason,
    }
    if reach:
        answer["making"] = _making(announcement, announcement.newest, reach)
    return answer


def _making(announcement: Announcement, newest: AnnouncementRevision, reach: Reach) -> MakingShape:
    return {
        "revision": newest.number,
        "words": newest.words,
        "meant": newest.meant,
        "tiers": newest.tiers,
        "publish_at": announcement.publish_at,
        "people": len(reach.people),
        "customers": len(reach.with_people),
    }
