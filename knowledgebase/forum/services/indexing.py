"""Keeping the words by which topics are found, in the transaction that changes a post."""

from collections.abc import Mapping

from django.db import connection

from knowledgebase.domain.asking import PLACES, plain
from knowledgebase.models import LONGEST_WORD, ForumPost, PostWord

# The places of an article's words, so that one search asks both: what is asked is the problem.
TITLE, ASKED, ANSWERED = PLACES["title"], PLACES["problem"], PLACES["resolution"]
KEEP = """
    INSERT INTO knowledgebase_postword (vendor_id, topic_id, post_id, word, place)
    SELECT DISTINCT %s, %s, %s, left(lexeme, %s), part.place
    FROM unnest(%s::text[], %s::smallint[]) AS part (said, place),
        unnest(tsvector_to_array(to_tsvector('english', part.said))) AS lexeme
"""


def index(post: ForumPost) -> None:
    """Let a topic be found by what a post says; by nothing of it, if it is hidden."""
    PostWord.objects.filter(post=post).delete()
    if post.is_hidden:
        return
    parts = _parts(post)
    keys = [post.vendor_id, post.topic_id, post.pk, LONGEST_WORD]
    with connection.cursor() as cursor:
        texts = [plain(text) for text in parts.values()]
        cursor.execute(KEEP, [*keys, texts, list(parts)])


def _parts(post: ForumPost) -> Mapping[int, str]:
    if not post.is_question:
        return {ANSWERED: post.text}
    tags = " ".join(post.topic.tags.values_list("name", flat=True))
    return {TITLE: f"{post.topic.title} {tags}", ASKED: post.text}
