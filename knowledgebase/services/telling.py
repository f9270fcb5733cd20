"""Who is told about an article, in their inbox and by mail: that there is something, and a link.

Mail names no title where the vendor keeps what people write out of mail (PQ-12).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string

from knowledgebase.models import Article
from portal.notify.services import Letter
from portal.notify.telling import Telling, tell
from portal.notify.topics import Topic
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import POLICY, Act

LATE = timedelta(days=14)  # after the day: asked once more
REVIEW = "/knowledge/review/"

PUBLISHERS = [role for role, acts in POLICY.items() if Act.PUBLISH_ARTICLES in acts]


def tell_reviewers(article: Article, *, by: Membership, at: datetime) -> None:
    """Tell those who publish that an article waits for them."""
    said = f"{by.person} handed in an article; it waits for review."
    people = [one for one in _publishers(article) if one.pk != by.person_id]
    _tell(article, people, said, Topic.QUESTIONS, f"review-{article.newest.number}", at)


def tell_of_many(articles: Sequence[Article], *, by: Membership, at: datetime) -> None:
    """Tell those who publish that many articles wait for them: once, not for each."""
    if len(articles) == 1:
        tell_reviewers(articles[0], by=by, at=at)
        return
    if not articles:
        return
    said = f"{by.person} handed in {len(articles):,} articles from a file; they wait for review."
    first = articles[0]
    people = [one for one in _publishers(first) if one.pk != by.person_id]
    key = f"file-{at:%Y%m%d%H%M%S}"
    _tell(first, people, said, Topic.QUESTIONS, key, at, title="Articles from a file", path=REVIEW)


def tell_writer(article: Article, said: str, *, by: Membership, at: datetime) -> None:
    """Tell who wrote the newest revision what was decided on it."""
    writer = article.newest.by
    if writer.pk == by.person_id:
        return
    words = said.format(who=by.person, what="your article")
    # A revision may be returned again and again, within one second never.
    _tell(article, [writer], words, Topic.PROGRESS, f"decided-{at:%Y%m%d%H%M%S}", at)


def remind(*, at: datetime) -> int:
    """Ask owners whether what they published still holds; return of how many articles.

    They are asked on the day, and once more two weeks after it: a key is told once. Where the
    owner has left, those who publish are asked: somebody must be.
    """
    articles = list(Article.objects.to_be_verified(at.date()).with_text().select_related("vendor"))
    owners = {one.owner_id for one in articles}
    here = set(
        Membership.objects.current()
        .staff()
        .filter(person__in=owners, person__is_active=True)
        .values_list("vendor_id", "person_id")
    )
    for article in articles:
        is_here = (article.vendor_id, article.owner_id) in here
        people = [article.owner] if is_here else _publishers(article)
        _tell(
            article,
            people,
            _asking(article.verify_on),
            Topic.QUESTIONS,
            _key(article, at.date()),
            at,
        )
    return len(articles)


def path_of(article: Article) -> str:
    """Return where an article is inside its vendor's site."""
    return f"/knowledge/articles/{article.slug}/"


def _asking(verify_on: date | None) -> str:
    day = f"{verify_on:%d %b %Y}" if verify_on else "now"
    return f"Does your article still hold? It was to be verified on {day}."


def _key(article: Article, on: date) -> str:
    is_late = article.verify_on is not None and on - article.verify_on >= LATE
    return f"verify-{article.verify_on}{'-late' if is_late else ''}"


def _publishers(article: Article) -> list[Person]:
    rows = Membership.objects.current().filter(
        vendor=article.vendor_id, customer=None, role__in=PUBLISHERS, person__is_active=True
    )
    return [one.person for one in rows.select_related("person").order_by("pk")]


def _tell(
    article: Article,
    people: Iterable[Person],
    said: str,
    topic: Topic,
    key: str,
    at: datetime,
    *,
    title: str = "",
    path: str = "",
) -> None:
    """Tell people of an article; of many, by a title and a path that stand for all of them."""
    vendor = article.vendor
    path, about = path or path_of(article), title or article.newest.title
    link = f"{settings.PORTAL_URL}/{vendor.slug}{path}"
    subject = title or ("" if vendor.phi_mode else about)
    tell(
        Telling(
            person=person,
            topic=topic,
            letter=Letter(
                vendor=vendor,
                key=f"article-{article.pk}-{key}",
                recipient=person.email,
                subject=subject or f"{vendor.name} knowledge base",
                text=render_to_string(
                    "knowledgebase/mail/article.txt",
                    {"vendor": vendor, "recipient": person, "said": said, "link": link},
                ),
                at=at,
                thread=f"article-{article.pk}",
            ),
            title=about,
            said=said,
            path=path,
        )
        for person in people
    )
