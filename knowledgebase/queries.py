"""What lists show: articles by page, what waits for review, and what is missing (LU-26)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from knowledgebase.domain.states import State
from knowledgebase.domain.visibility import Audience
from knowledgebase.models import Article, Feedback, SearchMiss
from knowledgebase.models.article import ArticleQuerySet

MOST_SHOWN = 50  # of what is missing
COUNTED = timedelta(days=90)  # in which readers are counted


def narrowed(
    audience: Audience, *, solution: str = "", kind: str = "", visibility: str = ""
) -> ArticleQuerySet:
    """Return the articles that these readers may read, narrowed by what they chose."""
    rows = Article.objects.readable_by(audience)
    if solution:
        rows = rows.filter(shown__solution=solution)
    if kind:
        rows = rows.filter(shown__is_workaround=kind == "workaround")
    if visibility and audience.is_staff:
        rows = rows.filter(shown__visibility=visibility)
    return rows


def solutions(audience: Audience) -> list[str]:
    """Return the solutions that these readers' articles are about."""
    rows = Article.objects.readable_by(audience).exclude(shown__solution="")
    named = rows.order_by("shown__solution").values_list("shown__solution", flat=True)
    return list(named.distinct())


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of the vendor's articles asks for somebody."""

    in_review: QuerySet[Article]
    scheduled: QuerySet[Article]
    drafts: QuerySet[Article]
    to_be_verified: QuerySet[Article]
    retired: QuerySet[Article]


def waiting(on: date) -> Waiting:
    """Return what waits: for review, for its hour, for its writer, for its owner's look."""
    rows = Article.objects.with_text().select_related("head__by").order_by("-head__at", "-pk")
    return Waiting(
        in_review=rows.filter(state=State.REVIEW)[:MOST_SHOWN],
        scheduled=rows.filter(state=State.SCHEDULED).order_by("publish_at", "pk")[:MOST_SHOWN],
        drafts=rows.filter(state=State.DRAFT)[:MOST_SHOWN],
        to_be_verified=rows.to_be_verified(on)[:MOST_SHOWN],
        retired=rows.filter(state=State.RETIRED)[:MOST_SHOWN],
    )


@dataclass(frozen=True, slots=True)
class Wanting:
    """What writers do not know that readers want."""

    misses: QuerySet[SearchMiss]
    unhelpful: QuerySet[Article]
    most_read: QuerySet[Article]


def wanting(on: date) -> Wanting:
    """Return what is missing: searches without a result, what did not help, what is read most."""
    published = Article.objects.published().with_text()
    since = on - COUNTED
    against = Q(feedback__is_helpful=False, feedback__at__date__gte=since)
    unhelpful = published.annotate(against=Count("feedback", filter=against, distinct=True))
    read = published.annotate(times=Sum("reads__times", filter=Q(reads__on__gte=since)))
    return Wanting(
        misses=SearchMiss.objects.all()[:MOST_SHOWN],
        unhelpful=unhelpful.filter(against__gt=0).order_by("-against", "pk")[:MOST_SHOWN],
        most_read=read.filter(times__gt=0).order_by("-times", "pk")[:MOST_SHOWN],
    )


def reasons(article: Article) -> QuerySet[Feedback]:
    """Return what readers said against an article, the last first."""
    rows = article.feedback.filter(is_helpful=False).select_related("person")
    return rows.order_by("-at", "-pk")[:MOST_SHOWN]


def judged(article: Article) -> dict[str, int]:
    """Return how many the shown revision helped, how many not, and how many it spared a report."""
    number = article.shown.number if article.shown else 0
    rows = article.feedback.filter(revision=number)
    said = rows.aggregate(
        yes=Count("pk", filter=Q(is_helpful=True)), no=Count("pk", filter=Q(is_helpful=False))
    )
    return said | {"solved": article.deflections.count()}
