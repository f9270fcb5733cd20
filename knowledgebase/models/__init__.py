"""Articles and topics of the forum, and what hangs on them."""

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
from knowledgebase.models.announcement import (
    Announcement,
    AnnouncementReach,
    AnnouncementReading,
    AnnouncementRevision,
    AnnouncementStep,
)
from knowledgebase.models.article import Article, Revision
from knowledgebase.models.forum import (
    QUESTION,
    ForumPost,
    ForumTopic,
    PostRevision,
    TopicTag,
)
from knowledgebase.models.forum_about import (
    ForumName,
    PostReport,
    PostVote,
    PostWord,
    TopicWatch,
)
from knowledgebase.models.importing import ArticleImport
from knowledgebase.models.word import LAST, LONGEST_WORD, ArticleWord, WordTrigram

__all__ = [
    "LAST",
    "LONGEST_NAME",
    "LONGEST_REASON",
    "LONGEST_SOUGHT",
    "LONGEST_WORD",
    "QUESTION",
    "Announcement",
    "AnnouncementReach",
    "AnnouncementReading",
    "AnnouncementRevision",
    "AnnouncementStep",
    "Article",
    "ArticleImport",
    "ArticleLink",
    "ArticlePicture",
    "ArticleStep",
    "ArticleWord",
    "Deflection",
    "Feedback",
    "ForumName",
    "ForumPost",
    "ForumTopic",
    "PostReport",
    "PostRevision",
    "PostVote",
    "PostWord",
    "ReadCount",
    "Revision",
    "SearchMiss",
    "TopicTag",
    "TopicWatch",
    "WordTrigram",
]
