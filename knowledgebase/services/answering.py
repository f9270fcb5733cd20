"""What readers leave behind: whether an article helped, that it was read, what they missed."""

import re
from datetime import date, datetime

from django.db import connection, transaction

from knowledgebase.domain.asking import asked
from knowledgebase.models import LONGEST_REASON, LONGEST_SOUGHT, Article, Deflection, Feedback
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Vendor

# A row in no chain: a count that two readers at once must not take from each other.
COUNT_READ = """
    INSERT INTO knowledgebase_readcount (vendor_id, article_id, "on", times) VALUES (%s, %s, %s, 1)
    ON CONFLICT (article_id, "on") DO UPDATE SET times = knowledgebase_readcount.times + 1
"""
COUNT_MISS = """
    INSERT INTO knowledgebase_searchmiss (vendor_id, text, times, last_at) VALUES (%s, %s, 1, %s)
    ON CONFLICT (vendor_id, text) DO UPDATE
    SET times = knowledgebase_searchmiss.times + 1, last_at = excluded.last_at
"""
NUMBERED = re.compile(r"\d{6,}")  # as the number of a person would be


@transaction.atomic
def answer(
    *, by: Membership, article: Article, is_helpful: bool, reason: str = "", at: datetime
) -> Feedback:
    """Keep whether the revision that is shown helped; said again, the last word holds.

    :raises Refusal: if nothing is shown, or no reason is given why it did not help.
    """
    if article.shown is None:
        raise Refusal("This article is not published.", code="not_published")
    why = reason.replace("\x00", "").strip()
    if not is_helpful and not why:
        raise Refusal("Say what is missing or wrong: its writers read it.", code="reason")
    if len(why) > LONGEST_REASON:
        raise Refusal(f"It has {len(why):,} characters; {LONGEST_REASON:,} fit.", code="reason")
    said, _ = Feedback.objects.update_or_create(
        vendor_id=article.vendor_id,
        article=article,
        revision=article.shown.number,
        person=by.person,
        defaults={"is_helpful": is_helpful, "reason": why, "at": at},
    )
    return said


@transaction.atomic
def solved_by(*, by: Membership, article: Article, at: datetime) -> None:
    """Keep that an article solved what somebody was about to report; once a day.

    :raises Refusal: if nothing is shown.
    """
    if article.shown is None:
        raise Refusal("This article is not published.", code="not_published")
    row = Deflection(
        vendor_id=article.vendor_id,
        article=article,
        revision=article.shown.number,
        person=by.person,
        on=at.date(),
        at=at,
    )
    Deflection.objects.bulk_create([row], ignore_conflicts=True)


def count_read(article: Article, *, on: date) -> None:
    """Count that somebody outside read an article."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_READ, [article.vendor_id, article.pk, on])


def count_miss(vendor: Vendor, text: str, *, at: datetime) -> None:
    """Count that a search found nothing, by its words alone.

    A number long enough to be a patient's is left out.
    """
    words = [one.text for one in asked(text) if not NUMBERED.search(one.text)]
    said = " ".join(words)[:LONGEST_SOUGHT].strip()
    if said:
        with connection.cursor() as cursor:
            cursor.execute(COUNT_MISS, [vendor.pk, said, at])
