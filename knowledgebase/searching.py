"""Searching articles: by the words of PostgreSQL's full text, weighed, mistyped ones put right.

Every question goes through the rows of one's own vendor (row-level security) and of the articles
that this reader may read, also where it asks which words there are: a word that stands in an
internal article alone is not offered to a customer. How many questions are asked does not depend
on what is found (docs/algorithms/knowledge.md, Searching).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce

from knowledgebase.domain.asking import (
    PLACES,
    SHORTEST_CORRECTED,
    WEIGHTS,
    Word,
    likest,
    rarity,
    trigrams,
)
from knowledgebase.domain.visibility import Audience
from knowledgebase.models import LAST, LONGEST_WORD, Article, ArticleWord, WordTrigram
from knowledgebase.models.article import ArticleQuerySet
from portal.tenancy.models import Vendor

MOST_RANKED = 8  # words of a text that articles are ordered by: the rarest
MOST_ALIKE = 200  # words that share letters with a mistyped one, as they are fetched
WEIGHT = Case(
    *(When(place=place, then=Value(WEIGHTS[part])) for part, place in PLACES.items()),
    output_field=IntegerField(),
)
LEXEMES = """
    SELECT said.at, lexeme
    FROM unnest(%s::text[]) WITH ORDINALITY AS said (word, at),
        unnest(tsvector_to_array(to_tsvector('english', said.word))) AS lexeme
"""


@dataclass(frozen=True, slots=True)
class Sought:
    """A word as it is looked for: beginnings of lexemes, in one part or in any."""

    word: Word
    beginnings: tuple[str, ...]
    counts: int = 1  # more, where it is rare and not all words are needed

    @property
    def condition(self) -> Q:
        """Rows of words that begin so: ranges of the index."""
        ranges = [Q(word__gte=one, word__lt=one + LAST) for one in self.beginnings]
        found = reduce(or_, ranges)
        return found & Q(place=PLACES[self.word.part]) if self.word.part else found


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the keys of articles, the best first."""

    keys: list[int] = field(default_factory=list)
    total: int = 0
    sought: tuple[Sought, ...] = ()
    put_right: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_partial: bool = False  # none has all of the words: these have some


def search(rows: QuerySet[Article], words: Sequence[Word], *, most: int = 20) -> Found:
    """Return which of these articles fit the words. What may be seen was chosen before."""
    sought = sought_in(words)
    if not sought:
        return Found()
    # Asked as typed at once: what is found so has no word to be put right.
    keys, total = _whole(rows, sought, most)
    if keys:
        return Found(keys, total, sought)
    sought, put_right = _put_right(rows, sought)
    having = [one for one in sought if one.beginnings]
    if not having:
        return Found(sought=sought, put_right=put_right)
    if put_right and len(having) == len(sought):
        keys, total = _whole(rows, having, most)
        if keys:
            return Found(keys, total, sought, put_right)
    some = _ranked(rows, having, are_all_needed=False)
    return Found(_page(some, most), 0, sought, put_right, is_partial=True)


def offered(rows: QuerySet[Article], words: Sequence[Word], *, most: int = 5) -> list[int]:
    """Return the articles that fit a text best; not all of its words are needed, rare ones count.

    Nothing is put right: whoever writes has not finished typing.
    """
    sought = sought_in(words)
    if not sought:
        return []
    counts, total = _counted(rows, sought)
    known = [
        replace(one, counts=rarity(count, total))
        for one, count in zip(sought, counts, strict=True)
        if count
    ]
    if not known:
        return []
    rarest = sorted(known, key=lambda one: -one.counts)[:MOST_RANKED]
    needed = min(2, len(rarest))  # one common word alone is no likeness
    return _page(_ranked(rows, rarest, are_all_needed=False, least=needed), most)


def sought_in(words: Sequence[Word]) -> tuple[Sought, ...]:
    """Return words with their lexemes; those of every text have none and are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [[one.text for one in words]])
        lexemes: dict[int, list[str]] = defaultdict(list)
        for at, lexeme in cursor.fetchall():
            lexemes[at - 1].append(lexeme[:LONGEST_WORD])
    return tuple(Sought(words[at], tuple(found)) for at, found in sorted(lexemes.items()))


def _rows(rows: QuerySet[Article], sought: Iterable[Sought]) -> QuerySet[ArticleWord]:
    wanted = reduce(or_, (one.condition for one in sought))
    return ArticleWord.objects.filter(wanted, article__in=rows.order_by().values("pk")).order_by()


def _counted(rows: QuerySet[Article], sought: Sequence[Sought]) -> tuple[list[int], int]:
    """Return in how many of the articles each word stands, and how many have any of them."""
    counts = {
        f"n{at}": Count("article", filter=one.condition, distinct=True)
        for at, one in enumerate(sought)
    }
    said = _rows(rows, sought).aggregate(**counts, total=Count("article", distinct=True))
    return [said[f"n{at}"] for at in range(len(sought))], said["total"]


def _put_right(
    rows: QuerySet[Article], sought: tuple[Sought, ...]
) -> tuple[tuple[Sought, ...], dict[str, tuple[str, ...]]]:
    """Look for words like those that no article has; two questions however many they are."""
    unknown = _unknown(rows, sought)
    like = _like(rows, unknown) if unknown else {}
    put = {one.word.text: like[one.beginnings[0]] for one in unknown if one.beginnings[0] in like}
    return tuple(
        one if one not in unknown else replace(one, beginnings=put.get(one.word.text, ()))
        for one in sought
    ), put


def _unknown(rows: QuerySet[Article], sought: Sequence[Sought]) -> list[Sought]:
    """Return the words that no article has; of each one the first row that has it is enough."""
    readable = rows.order_by().values("pk")
    there = (
        Exists(ArticleWord.objects.filter(one.condition, article__in=readable)) for one in sought
    )
    said = Vendor.objects.order_by().values_list(*there)[:1].get()
    return [one for one, is_there in zip(sought, said, strict=True) if not is_there]


def _like(rows: QuerySet[Article], unknown: list[Sought]) -> dict[str, tuple[str, ...]]:
    wanted = {
        one.beginnings[0]: trigrams(one.beginnings[0])
        for one in unknown
        if len(one.beginnings[0]) >= SHORTEST_CORRECTED
    }
    letters = sorted(set().union(*wanted.values()))
    alike = WordTrigram.objects.filter(trigram__in=letters).order_by()
    shares: dict[str, dict[str, int]] = {word: {} for word in wanted}
    for word, has in _shared(alike, wanted):
        for mistyped, shared in zip(wanted, has, strict=True):
            if shared:
                shares[mistyped][word] = shared
    likely = {mistyped: likest(mistyped, known) for mistyped, known in shares.items()}
    every = {one for found in likely.values() for one in found}
    # Only words that this reader can find: what stands in others' articles is not said.
    readable = rows.order_by().values("pk")
    there = ArticleWord.objects.filter(word__in=every, article__in=readable).order_by()
    seen = set(there.values_list("word", flat=True).distinct())
    kept = {
        mistyped: tuple(one for one in found if one in seen) for mistyped, found in likely.items()
    }
    return {mistyped: found for mistyped, found in kept.items() if found}


def _shared(
    alike: QuerySet[WordTrigram], wanted: Mapping[str, frozenset[str]]
) -> list[tuple[str, list[int]]]:
    """Return the words that share most letters, and how many trigrams each shares with each."""
    counts = {
        # Of a column that the index has: the rows themselves are not read.
        f"n{at}": Count("word", filter=Q(trigram__in=sorted(has)))
        for at, has in enumerate(wanted.values())
    }
    found = alike.values("word").annotate(**counts, most=Count("word")).order_by("-most", "word")
    said = found.values_list("word", *counts)[:MOST_ALIKE]
    return [(word, list(has)) for word, *has in said]


def _ranked(
    rows: QuerySet[Article],
    sought: Sequence[Sought],
    *,
    are_all_needed: bool = True,
    least: int = 1,
) -> QuerySet[Any, Any]:
    """Return the articles with what their words weigh: of each word the best place it stands in."""
    weights = {f"w{at}": Max(WEIGHT, filter=one.condition) for at, one in enumerate(sought)}
    scores = [Coalesce(F(f"w{at}"), 0) * one.counts for at, one in enumerate(sought)]
    has = [Case(When(**{f"{key}__isnull": False}, then=1), default=0) for key in weights]
    found = _rows(rows, sought).values("article").annotate(**weights)
    found = found.annotate(score=reduce(add, scores), has=reduce(add, has))
    if are_all_needed:
        return found.filter(reduce(and_, (Q(**{f"{key}__isnull": False}) for key in weights)))
    return found.filter(has__gte=least)


def _whole(rows: QuerySet[Article], sought: Sequence[Sought], most: int) -> tuple[list[int], int]:
    """Return the best articles that have all of these words, and how many there are."""
    found = _ranked(rows, sought).annotate(total=Window(Count("*")))
    ranked = found.order_by("-score", "-article").values("article", "score", "total")
    best = list(ranked[:most])
    return [row["article"] for row in best], best[0]["total"] if best else 0


def _page(found: QuerySet[Any, Any], most: int) -> list[int]:
    best = found.order_by("-score", "-article")[:most]
    return [row["article"] for row in best.values("article", "score")]


def readable(audience: Audience) -> ArticleQuerySet:
    """Return what these readers may search."""
    return Article.objects.readable_by(audience)
