"""What pages and the API show of the forum: rows of topics, a topic's posts, what waits (LU-28)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString

from knowledgebase.domain.forum import TAG
from knowledgebase.forum.naming import Reader, Writer, writers_of
from knowledgebase.forum.requests import Standing, address_to_ask, standing_of
from knowledgebase.forum.services.taking_part import may_accept
from knowledgebase.models import (
    QUESTION,
    ForumPost,
    ForumTopic,
    PostReport,
    PostVote,
    TopicTag,
    TopicWatch,
)
from knowledgebase.models.forum import ForumPostQuerySet, ForumTopicQuerySet
from portal.tenancy.policy import Act
from portal.web.text import render_markdown

ANSWERS_ON_A_PAGE = 30
MOST_TAGS_SHOWN = 20
MOST_WAITING = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A topic in a list."""

    topic: ForumTopic
    writer: Writer
    votes: int
    tags: tuple[str, ...]
    request: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A post as its reader may have it. A hidden one has neither writer nor text for most."""

    post: ForumPost
    writer: Writer | None
    has_text: bool
    is_accepted: bool
    is_voted: bool
    can: frozenset[str]  # nouns (knowledgebase.forum.nouns)

    @property
    def html(self) -> SafeString:
        """Its text, made safe; empty where its reader may not have it."""
        return render_markdown(self.post.text if self.has_text else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A topic with its question and a page of its answers, the accepted one first."""

    topic: ForumTopic
    question: Shown
    accepted: Shown | None
    answers: list[Shown]
    page: Page[ForumPost]
    tags: tuple[str, ...]
    is_watched: bool
    request: Standing | None
    address_to_ask: str


def narrowed(*, state: str = "", tag: str = "") -> ForumTopicQuerySet:
    """Return the topics that lists may hold, narrowed."""
    rows = ForumTopic.objects.shown().in_state(state)
    if not tag:
        return rows
    if not TAG.fullmatch(tag.casefold()):
        return rows.none()  # no topic has what is no tag
    return rows.filter(pk__in=TopicTag.objects.filter(name=tag.casefold()).values("topic"))


def tags_in_use() -> list[str]:
    """Return the commonest tags of topics that are not hidden."""
    rows = TopicTag.objects.filter(topic__is_hidden=False).order_by().values("name")
    found = rows.annotate(n=Count("pk")).order_by("-n", "name")
    return sorted(found.values_list("name", flat=True)[:MOST_TAGS_SHOWN])


def rows_of(topics: Sequence[ForumTopic], reader: Reader) -> list[Row]:
    """Return topics as rows; four questions however many they are."""
    keys = [one.pk for one in topics]
    posts = with_writers(ForumPost.objects.filter(topic__in=keys, number=QUESTION))
    questions = {one.topic_id: one for one in posts}
    writers = writers_of(questions.values(), reader)
    tags = _tags(keys)
    requests = standing_of(keys)
    return [
        Row(
            topic=one,
            writer=writers[questions[one.pk].pk],
            votes=questions[one.pk].votes,
            tags=tuple(tags.get(one.pk, ())),
            request=requests.get(one.pk),
        )
        for one in topics
    ]


def opened(topic: ForumTopic, reader: Reader, number: str | None = None) -> Opened:
    """Return a topic's page; whether its reader may open it was asked before."""
    accepted = topic.accepted_id
    others = with_writers(topic.posts.answers().exclude(pk=accepted or 0)).order_by("number")
    page = Paginator(others, ANSWERS_ON_A_PAGE).get_page(number)
    firsts = Q(number=QUESTION) | Q(pk=accepted or 0)
    posts = [*with_writers(topic.posts.filter(firsts)).order_by("number"), *page]
    shown = {one.post.pk: one for one in shown_to(topic, posts, reader)}
    watched = TopicWatch.objects.filter(topic=topic, person=reader.person_id, is_on=True)
    standing = standing_of([topic.pk]).get(topic.pk)
    asks = "" if standing or topic.is_hidden else address_to_ask(topic.pk, reader.memberships)
    return Opened(
        topic=topic,
        question=shown[posts[0].pk],
        accepted=shown.get(accepted) if accepted else None,
        answers=[shown[one.pk] for one in page],
        page=page,
        tags=tuple(_tags([topic.pk]).get(topic.pk, ())),
        is_watched=watched.exists(),
        request=standing,
        address_to_ask=asks,
    )


def shown_to(topic: ForumTopic, posts: Sequence[ForumPost], reader: Reader) -> list[Shown]:
    """Return posts of a topic as their reader may have them."""
    voted = PostVote.objects.filter(post__in=posts, person=reader.person_id)
    mine = set(voted.values_list("post", flat=True))
    writers = writers_of(posts, reader)
    accepts = may_accept(topic, reader) is not None
    return [_shown(topic, one, writers[one.pk], one.pk in mine, reader, accepts) for one in posts]


def _shown(
    topic: ForumTopic,
    post: ForumPost,
    writer: Writer,
    is_voted: bool,
    reader: Reader,
    accepts: bool,
) -> Shown:
    has_text = not post.is_hidden or writer.is_own or reader.moderates
    is_accepted = topic.accepted_id == post.pk
    can: set[str] = set()
    if has_text and post.revision > 1 and (writer.is_own or reader.moderates):
        can.add("revisions")
    if reader.moderates:
        can.add("restoring" if post.is_hidden else "hiding")
    if not post.is_hidden and not topic.is_hidden and reader.able(Act.WRITE_IN_FORUM):
        can |= _taking_part(topic, writer, is_voted=is_voted, moderates=reader.moderates)
        if accepts and not post.is_question:
            can.add("unaccepting" if is_accepted else "acceptance")
    return Shown(
        post=post,
        writer=writer if has_text else None,
        has_text=has_text,
        is_accepted=is_accepted,
        is_voted=is_voted,
        can=frozenset(can),
    )


def _taking_part(topic: ForumTopic, writer: Writer, *, is_voted: bool, moderates: bool) -> set[str]:
    if writer.is_own:
        return {"edits"} if moderates or not topic.is_locked else set()
    return {"unvoting" if is_voted else "votes", "reports"}


def with_writers(rows: ForumPostQuerySet | QuerySet[ForumPost]) -> QuerySet[ForumPost]:
    """Fetch beside posts who wrote them, and for whom."""
    return rows.select_related("by", "customer", "hidden_by", "topic")


def _tags(topics: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = TopicTag.objects.filter(topic__in=topics).order_by("name")
    for topic, name in rows.values_list("topic", "name"):
        found.setdefault(topic, []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """What asks for a moderator, and what was hidden last; each post with its writer."""

    reports: list[tuple[PostReport, Writer]]
    hidden: list[tuple[ForumPost, Writer]]


def waiting(reader: Reader) -> Waiting:
    """Return the open reports, the oldest first, and the posts that were hidden last."""
    open_ones = PostReport.objects.open().select_related(
        "by", "post__by", "post__customer", "post__topic"
    )
    reports = list(open_ones.order_by("at", "pk")[:MOST_WAITING])
    rows = ForumPost.objects.exclude(hidden_at=None).order_by("-hidden_at", "-pk")
    hidden = list(with_writers(rows)[:MOST_WAITING])
    writers = writers_of([one.post for one in reports] + hidden, reader)
    return Waiting(
        [(one, writers[one.post_id]) for one in reports],
        [(one, writers[one.pk]) for one in hidden],
    )
