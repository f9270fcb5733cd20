"""The steps that the services of an article share: lock, compare, move on, write down."""

from datetime import datetime

from knowledgebase.domain.states import Deed, after
from knowledgebase.models import LONGEST_REASON, Article, ArticleStep
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require


def locked(article: Article, by: Membership, act: Act, known: int | None = None) -> Article:
    """Return an article locked, as its reader knew it by the number of its newest revision.

    :raises Refusal: if `by` may not, or somebody has written on it since.
    """
    require(by, act)
    row = Article.objects.locked().with_text().get(pk=article.pk)
    if known is not None and row.newest.number != known:
        raise Refusal(
            f"Nothing is changed yet: {row.newest.by} has written revision {row.newest.number} "
            "since you opened it. What you typed is still here; sent again, it follows on theirs.",
            code="stale",
        )
    return row


def move(article: Article, deed: Deed) -> str:
    """Take a locked article to where a deed leads, unsaved; return where it was.

    :raises Refusal: if the deed cannot be done in its state.
    """
    before = article.state
    article.state = after(deed, article.state)
    return before


def took(
    article: Article,
    kind: Deed,
    *,
    by: Membership | None,
    at: datetime,
    before: str,
    words: str = "",
) -> ArticleStep:
    """Write down what happened to an article, for its history and for auditors."""
    person = by.person if by else None
    number = article.newest.number
    record(
        f"article {kind.label}",
        article,
        actor=person,
        at=at,
        before={"state": before},
        after={"state": article.state, "revision": number},
        reason=words,
    )
    return ArticleStep.objects.create(
        vendor_id=article.vendor_id,
        article=article,
        revision=number,
        kind=kind,
        by=person,
        at=at,
        words=words,
    )


def reason_of(words: str, why: str) -> str:
    """Return a reason that is given and fits.

    :raises Refusal: with code `words`.
    """
    text = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Refusal(why, code="words")
    if len(text) > LONGEST_REASON:
        raise Refusal(f"It has {len(text):,} characters; {LONGEST_REASON:,} fit.", code="words")
    return text
