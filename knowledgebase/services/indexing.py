"""Keeping the words by which an article is found, in the transaction that changes what is read."""

from django.db import connection

from knowledgebase.domain.asking import PLACES, plain, trigrams
from knowledgebase.models import LONGEST_WORD, Article, ArticleWord, WordTrigram

# PostgreSQL's own full text says which lexemes a text has; each becomes a row. One statement for
# all of them: a row object for each costs more than its writing.
KEEP = """
    INSERT INTO knowledgebase_articleword (vendor_id, article_id, word, place)
    SELECT DISTINCT %s, %s, left(lexeme, %s), part.place
    FROM unnest(%s::text[], %s::smallint[]) AS part (said, place),
        unnest(tsvector_to_array(to_tsvector('english', part.said))) AS lexeme
    RETURNING word
"""


def index(article: Article) -> None:
    """Let an article be found by what its shown revision says; by nothing, if none is shown."""
    ArticleWord.objects.of(article).delete()
    if article.shown is None:
        return
    parts = article.shown.content.parts()
    texts = [plain(parts[key]) for key in PLACES]
    with connection.cursor() as cursor:
        places = list(PLACES.values())
        cursor.execute(KEEP, [article.vendor_id, article.pk, LONGEST_WORD, texts, places])
        words = {word for (word,) in cursor.fetchall()}
    _keep_trigrams(article.vendor_id, words)


def _keep_trigrams(vendor_id: int, words: set[str]) -> None:
    """Let mistyped words be found by their trigrams; those that are kept already stay.

    They are never taken back: a word that leads to no article any more is not offered.
    """
    known = WordTrigram.objects.filter(word__in=words).values_list("word", flat=True)
    WordTrigram.objects.bulk_create(
        [
            WordTrigram(vendor_id=vendor_id, trigram=trigram, word=word)
            for word in sorted(words - set(known))
            for trigram in sorted(trigrams(word))
        ],
        ignore_conflicts=True,
    )
