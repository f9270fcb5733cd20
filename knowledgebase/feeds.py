"""What of the knowledge base is fed: announcements and articles (CO-14, LU-26, LU-28)."""

from knowledgebase.announcements.queries import visible_to
from knowledgebase.audience import audience_of
from knowledgebase.domain.visibility import Visibility
from knowledgebase.models import Announcement, Article
from portal.feeds.registry import MOST, Entry, Feed, Form, Reader, for_all
from portal.kernel.marks import unmarked
from portal.tenancy.policy import Act


def announcements(reader: Reader) -> list[Entry]:
    """Return what is out for the reader, the newest first; what was withdrawn says so."""
    rows = visible_to(reader.memberships, reader.at).with_text()[:MOST]
    return [entry for row in rows if (entry := _announced(row, reader))]


def articles(reader: Reader) -> list[Entry]:
    """Return the articles that the reader may read, what was published last first."""
    audience = audience_of(reader.memberships, reader.at.date())
    rows = Article.objects.readable_by(audience).exclude(published_at=None)
    newest = rows.select_related("shown").order_by("-published_at", "-pk")[:MOST]
    return [entry for row in newest if (entry := _entry(row, reader))]


def _announced(row: Announcement, reader: Reader) -> Entry | None:
    if row.shown is None or row.changed_at is None:
        return None
    title = f"Withdrawn: {row.shown.title}" if row.withdrawn_at else row.shown.title
    return Entry(
        id=reader.tag("announcement", row.pk),
        title=title,
        bare=title,
        path=f"announcements/{row.pk}/",
        published=row.published_at,
        updated=row.withdrawn_at or row.changed_at,
        text=row.reason if row.withdrawn_at else unmarked(row.shown.text),
    )


def _entry(row: Article, reader: Reader) -> Entry | None:
    if row.shown is None or row.published_at is None:
        return None
    is_internal = row.shown.visibility == Visibility.INTERNAL
    return Entry(
        id=reader.tag("article", row.pk),
        title=row.shown.title,
        # Customers' titles were looked over before they went out; the desk's own were not.
        bare="An internal article" if is_internal else row.shown.title,
        path=f"knowledge/articles/{row.slug}/",
        updated=row.published_at,
        text=unmarked(row.shown.problem),
    )


FEEDS = (
    Feed(
        name="announcements",
        form=Form.ATOM,
        label="Announcements",
        shows="Releases, planned maintenance and news that are announced to you.",
        subject=for_all("Announcements", "announcements/", Act.FOLLOW_INCIDENTS),
        content=announcements,
    ),
    Feed(
        name="articles",
        form=Form.ATOM,
        label="Articles of the knowledge base",
        shows="Articles that are new or were changed, with what each is about.",
        subject=for_all("Articles", "knowledge/", Act.FOLLOW_INCIDENTS),
        content=articles,
    ),
)
