"""The forum as feeds: new topics, and the posts of one topic; nothing hidden (CO-14, LU-28)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from knowledgebase.forum import naming
from knowledgebase.forum.queries import with_writers
from knowledgebase.models import QUESTION, ForumPost, ForumTopic
from portal.feeds.registry import MOST, Entry, Feed, Form, Reader, Subject
from portal.kernel.marks import unmarked


def topics_fed(reader: Reader, keys: Collection[int]) -> Mapping[int, Subject]:
    """Return which of these topics a feed may be of: shown ones of a forum that is open."""
    if not reader.vendor.has_forum:
        return {}
    rows = ForumTopic.objects.shown().filter(pk__in=keys)
    return {row.pk: Subject(row.title, f"forum/topics/{row.pk}/") for row in rows}


def forum_fed(reader: Reader) -> Subject | None:
    """Return the feed of new topics, where the forum is open."""
    return Subject("Forum", "forum/") if reader.vendor.has_forum else None


def posts_of(reader: Reader) -> list[Entry]:
    """Return a topic's posts that are not hidden, the newest first."""
    rows = ForumPost.objects.shown().filter(topic=reader.about or 0)
    return _entries(reader, list(with_writers(rows).order_by("-number")[:MOST]))


def new_topics(reader: Reader) -> list[Entry]:
    """Return the questions of topics that are not hidden, the newest first."""
    rows = ForumPost.objects.shown().filter(number=QUESTION, topic__is_hidden=False)
    return _entries(reader, list(with_writers(rows).order_by("-at", "-pk")[:MOST]))


def _entries(reader: Reader, posts: list[ForumPost]) -> list[Entry]:
    # Whoever reads it: the names that all readers of the forum know.
    writers = naming.writers_of(posts, naming.reader_of(reader.memberships))
    return [_entry(reader, one, str(writers[one.pk])) for one in posts]


def _entry(reader: Reader, post: ForumPost, writer: str) -> Entry:
    changed: datetime = post.edited_at or post.at
    is_question = post.is_question
    title = f"{writer}: {post.topic.title}" if is_question else f"{writer} answered"
    place = "" if is_question else f"?post={post.number}#post-{post.number}"
    return Entry(
        id=reader.tag("post", post.pk),
        title=title,
        bare="A question" if is_question else f"Answer {post.number}",
        path=f"forum/topics/{post.topic_id}/{place}",
        published=post.at,
        updated=changed,
        text=unmarked(post.text),
    )


FEEDS = (
    Feed(
        name="topic",
        form=Form.ATOM,
        label="A topic of the forum",
        shows="The question and each answer, the newest first.",
        subjects=topics_fed,
        content=posts_of,
    ),
    Feed(
        name="forum",
        form=Form.ATOM,
        label="Forum",
        shows="What is asked in the forum.",
        subject=forum_fed,
        content=new_topics,
    ),
)
