"""Searching topics by rows of words, as articles are searched (docs/algorithms/forum.md).

Hidden topics are left out before anything is asked, and hidden posts have no words.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from knowledgebase.domain.asking import Word, asked
from knowledgebase.forum.services.indexing import ANSWERED, ASKED, TITLE
from knowledgebase.models import ForumTopic, PostWord
from knowledgebase.searching import sought_in
from portal.tenancy.models import Membership

WEIGHTS = {TITLE: 8, ASKED: 4, ANSWERED: 2}
WEIGHT = Case(
    *(When(place=place, then=Value(weight)) for place, weight in WEIGHTS.items()),
    output_field=IntegerField(),
)


def topics_found(
    memberships: Iterable[Membership], text: str, *, limit: int = 5
) -> list[ForumTopic]:
    """Return the topics that fit a search best, for readers of the forum; none if it is closed.

    :raises Refusal: if the search is too long or names a part there is not.
    """
    known = list(memberships)
    if not known or not known[0].vendor.has_forum:
        return []
    keys, _ = search(ForumTopic.objects.shown(), asked(text), most=limit)
    found = ForumTopic.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def search(
    rows: QuerySet[ForumTopic], words: Sequence[Word], *, first: int = 0, most: int = 20
) -> tuple[list[int], int]:
    """Return which topics have all of the words, the best first, and how many there are."""
    sought = sought_in(words)
    if not sought:
        return [], 0
    found = _ranked(rows, [one.condition for one in sought])
    best = found.order_by("-score", "-topic")[first : first + most]
    keys = [row["topic"] for row in best.values("topic", "score")]
    return keys, len(keys) if len(keys) < most and not first else found.count()


def _ranked(rows: QuerySet[ForumTopic], conditions: Sequence[Q]) -> QuerySet[Any, Any]:
    weights = {f"w{at}": Max(WEIGHT, filter=one) for at, one in enumerate(conditions)}
    readable = rows.order_by().values("pk")
    having = PostWord.objects.filter(reduce(or_, conditions), topic__in=readable).order_by()
    found = having.values("topic").annotate(**weights)
    found = found.annotate(score=reduce(add, (Coalesce(key, 0) for key in weights)))
    return found.filter(reduce(and_, (Q(**{f"{key}__isnull": False}) for key in weights)))
