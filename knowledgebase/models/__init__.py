"""Articles, and what hangs on them."""

from knowledgebase.models.about import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_SOUGHT,
    ArticleLink,
    ArticlePicture,
    ArticleStep,
    Deflection,
    Feedback,
    ReadCount,
    SearchMiss,
)
from knowledgebase.models.article import Article, Revision
from knowledgebase.models.word import LAST, LONGEST_WORD, ArticleWord, WordTrigram

__all__ = [
    "LAST",
    "LONGEST_NAME",
    "LONGEST_REASON",
    "LONGEST_SOUGHT",
    "LONGEST_WORD",
    "Article",
    "ArticleLink",
    "ArticlePicture",
    "ArticleStep",
    "ArticleWord",
    "Deflection",
    "Feedback",
    "ReadCount",
    "Revision",
    "SearchMiss",
    "WordTrigram",
]
