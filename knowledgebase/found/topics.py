"""Topics of the forum for the one search box, by the forum's own search (LU-28)."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.safestring import SafeString

from knowledgebase.domain.asking import asked
from knowledgebase.forum.searching import search
from knowledgebase.models import ForumPost, ForumTopic
from portal.kernel.marks import unmarked
from portal.tenancy.policy import Act, may
from portal.web.addresses import vendor_url
from portal.web.finder import NOTHING, Found, Hit
from portal.web.http import PortalRequest
from portal.web.marking import excerpt, marked


class Topics:
    """What customers of a vendor ask each other."""

    key, heading, place = "topics", "Forum", 30

    def is_offered(self, request: PortalRequest) -> bool:
        """Say whether the reader has a forum."""
        reads = any(may(one, Act.FOLLOW_INCIDENTS) for one in request.memberships)
        return reads and request.vendor.has_forum

    def find(self, request: PortalRequest, text: str, *, most: int, at: datetime) -> Found:
        """Return the topics that have all of the words, the best first.

        :raises Refusal: if it is not understood.
        """
        del at
        asked_for = asked(text)
        keys, total = search(ForumTopic.objects.shown(), asked_for, most=most)
        found = ForumTopic.objects.in_bulk(keys)
        words = [one.text for one in asked_for]
        said = _said(keys, words)
        hits = [
            Hit(
                marked(found[key].title, words),
                vendor_url(request.vendor, "forum:topic", key),
                _answers(found[key]),
                said.get(key, NOTHING),
            )
            for key in keys
            if key in found
        ]
        everything = f"{vendor_url(request.vendor, 'forum:list')}?{urlencode({'q': text})}"
        return Found(hits, f"{total:,}", everything if total > len(hits) else "")

    def missed(self, request: PortalRequest, text: str, at: datetime) -> None:
        """Nothing is kept of it: articles count what nobody found."""


def _said(topics: Sequence[int], words: Sequence[str]) -> dict[int, SafeString]:
    """Return of each topic the first post that has one of the words, cut to where it stands."""
    if not topics or not words:
        return {}
    having = reduce(or_, (Q(text__icontains=word) for word in words))
    rows = ForumPost.objects.shown().filter(having, topic__in=topics)
    first = rows.order_by("topic_id", "number").distinct("topic_id")
    return {
        key: excerpt(unmarked(text), words) for key, text in first.values_list("topic_id", "text")
    }


def _answers(topic: ForumTopic) -> str:
    count = "one answer" if topic.answers == 1 else f"{topic.answers or 'no'} answers"
    return f"{count}, solved" if topic.accepted_id else count
