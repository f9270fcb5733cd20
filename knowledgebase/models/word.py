"""The words by which articles are found: derived from what is published, and rebuilt from it.

Full-text and trigram indexes are no help behind row-level security: PostgreSQL uses an index for
what a reader asks only where the operator is known not to leak rows, and neither @@ nor % is.
Comparing texts is, so the lexemes of PostgreSQL's full text, and the trigrams of each lexeme,
stand in rows of their own (docs/algorithms/knowledge.md, Searching).
"""

from __future__ import annotations

from typing import Self

from django.db import models

from knowledgebase.models.article import Article
from portal.tenancy.managers import VendorManager, VendorQuerySet
from portal.tenancy.models import Vendor, VendorOwned

LONGEST_WORD = 40  # characters; a longer lexeme is found by its beginning
LAST = "\U0010ffff"  # comes after every letter


class ArticleWordQuerySet(VendorQuerySet["ArticleWord"]):
    def of(self, article: Article) -> Self:
        return self.filter(article=article)


ArticleWordRows = VendorManager.from_queryset(ArticleWordQuerySet)


class ArticleWord(VendorOwned):
    """A lexeme in one part of the revision that is read."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the constraint's index begins with it
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="lexemes")
    # Sorted by code point on every computer: a range of words is then a range of the index.
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")
    place = models.PositiveSmallIntegerField(help_text="Which part: knowledgebase.domain.asking.")

    objects = ArticleWordRows()

    class Meta(VendorOwned.Meta):
        ordering = ("word", "article")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "word", "article", "place"], name="knowledge_word_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.word}: {self.article_id}"


class WordTrigramQuerySet(VendorQuerySet["WordTrigram"]):
    """Rows of one vendor."""


WordTrigramRows = VendorManager.from_queryset(WordTrigramQuerySet)


class WordTrigram(VendorOwned):
    """Three letters of a lexeme that some article has or had: a mistyped word is found by them."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # the constraint's index begins with it
    trigram = models.CharField(max_length=3, db_collation="C")
    word = models.CharField(max_length=LONGEST_WORD, db_collation="C")

    objects = WordTrigramRows()

    class Meta(VendorOwned.Meta):
        ordering = ("trigram", "word")
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "trigram", "word"], name="knowledge_trigram_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.trigram}: {self.word}"
