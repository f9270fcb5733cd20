"""Why an article was found: its title and the part that fits best, the words marked (LU-26)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from knowledgebase.domain.asking import PLACES
from knowledgebase.domain.content import HEADINGS, LINES
from knowledgebase.models import Article, ArticleWord
from knowledgebase.searching import Sought
from portal.kernel.marks import unmarked

# Marks that no text has: what is between them is escaped before it becomes an element.
START, STOP = "\ue000", "\ue001"
MARKS = str.maketrans("", "", START + STOP)
EXCERPT = (
    f"StartSel={START}, StopSel={STOP}, MaxWords=30, MinWords=15, MaxFragments=2, "
    'FragmentDelimiter=" … "'
)
WHOLE = f"StartSel={START}, StopSel={STOP}, HighlightAll=true"
HEADLINES = """
    SELECT ts_headline('english', said.text, to_tsquery('simple', %s), said.how)
    FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS said (text, how, at)
    ORDER BY said.at
"""
ORDER = ("problem", "resolution", "steps", "solution", "versions")


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that was found, and what of it fits."""

    article: Article
    title: SafeString
    part: str  # the heading under which the excerpt stands
    excerpt: SafeString

    @property
    def plain_excerpt(self) -> str:
        """The excerpt as text, without what marks its words."""
        return unescape(self.excerpt.replace("<mark>", "").replace("</mark>", ""))


def hits(keys: Sequence[int], sought: Iterable[Sought]) -> list[Hit]:
    """Return articles in this order with what of them fits; three questions for all of them."""
    asked = [one for one in sought if one.beginnings]
    rows = Article.objects.with_text().in_bulk(list(keys))
    articles = [rows[key] for key in keys if key in rows and rows[key].shown is not None]
    places = _places(articles, asked)
    parts = [_best(places.get(one.pk, set())) for one in articles]
    titles = [_text(one, "title") for one in articles]
    bodies = [_text(one, part) for one, part in zip(articles, parts, strict=True)]
    marked = _marked(titles + bodies, [WHOLE] * len(titles) + [EXCERPT] * len(bodies), asked)
    count = len(articles)
    return [
        Hit(one, marked[at], HEADINGS[parts[at]], marked[count + at])
        for at, one in enumerate(articles)
    ]


def _text(article: Article, part: str) -> str:
    text = getattr(article.shown, part).translate(MARKS)
    return text if part in LINES else unmarked(text)


def _places(articles: list[Article], asked: list[Sought]) -> dict[int, set[int]]:
    places: dict[int, set[int]] = {}
    if not asked:
        return places
    wanted = asked[0].condition
    for one in asked[1:]:
        wanted |= one.condition
    rows = ArticleWord.objects.filter(wanted, article__in=[one.pk for one in articles])
    for key, place in rows.order_by().values_list("article", "place").distinct():
        places.setdefault(key, set()).add(place)
    return places


def _best(places: set[int]) -> str:
    return next((part for part in ORDER if PLACES[part] in places), "problem")


def _marked(texts: list[str], hows: list[str], asked: list[Sought]) -> list[SafeString]:
    words = [one for sought in asked for one in sought.beginnings]
    plain = [re.sub(r"[^\w-]", "", word) for word in words]
    query = " | ".join(f"'{word}':*" for word in plain if word)
    if not texts or not query:
        return [_safe(text) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(HEADLINES, [query, texts, hows])
        return [_safe(text) for (text,) in cursor.fetchall()]


def _safe(text: str) -> SafeString:
    marked = escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(marked)  # noqa: S308 - escaped; the two marks became one element
