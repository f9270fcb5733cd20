"""The steps that the services of an announcement share: lock, compare, move on, write down."""

from datetime import datetime

from knowledgebase.domain.announcing import Announced, Move, after, keys_meant
from knowledgebase.domain.content import LONGEST_LINE
from knowledgebase.models import Announcement, AnnouncementRevision, AnnouncementStep
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


def locked(announcement: Announcement, by: Membership, known: int) -> Announcement:
    """Return an announcement locked, as its reader knew it by the number of its newest revision.

    :raises Refusal: if `by` may not, or somebody has written on it since.
    """
    require(by, Act.ANNOUNCE)
    rows = Announcement.objects.locked().with_text().select_related("head__by", "vendor")
    row = rows.get(pk=announcement.pk)
    if row.newest.number != known:
        raise Refusal(
            f"Nothing is changed yet: {row.newest.by} has written revision {row.newest.number} "
            "since you opened it. What you typed is still here; sent again, it follows on theirs.",
            code="stale",
        )
    return row


def move(announcement: Announcement, deed: Move) -> str:
    """Take a locked announcement to where a deed leads, unsaved; return where it was.

    :raises Refusal: if the deed cannot be done at its stage.
    """
    before = announcement.state
    announcement.state = after(deed, announcement.state)
    return before


def write(
    announcement: Announcement, said: Announced, *, by: Membership, at: datetime, words: str = ""
) -> None:
    """Write a revision and make it the newest one of an announcement, which is not saved."""
    announcement.head = AnnouncementRevision.objects.create(
        vendor_id=announcement.vendor_id,
        announcement=announcement,
        number=announcement.head.number + 1 if announcement.head else 1,
        kind=said.kind,
        title=said.title,
        text=said.text,
        meant=said.meant,
        tiers=list(said.tiers),
        product=said.product,
        versions=list(said.versions),
        keys=keys_meant(said),
        words=" ".join(words.replace("\x00", "").split())[:LONGEST_LINE],
        by=by.person,
        at=at,
    )


def took(
    announcement: Announcement,
    kind: Move,
    *,
    by: Membership | None,
    at: datetime,
    before: str,
    words: str = "",
) -> AnnouncementStep:
    """Write down what happened to an announcement, for its history and for auditors."""
    person = by.person if by else None
    number = announcement.newest.number
    record(
        f"announcement {kind.label}",
        announcement,
        actor=person,
        at=at,
        before={"state": before},
        after={"state": announcement.state, "revision": number},
        reason=words,
    )
    return AnnouncementStep.objects.create(
        vendor_id=announcement.vendor_id,
        announcement=announcement,
        revision=number,
        kind=kind,
        by=person,
        at=at,
        words=words,
    )
