"""Announcements for the one search box: those that are out for their reader (LU-28)."""

from datetime import datetime
from functools import reduce
from operator import and_
from urllib.parse import urlencode

from django.db.models import Q

from knowledgebase.announcements.queries import announcements_for
from knowledgebase.domain.asking import asked
from knowledgebase.models import Announcement
from portal.kernel.marks import unmarked
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.addresses import vendor_url
from portal.web.finder import Found, Hit
from portal.web.http import PortalRequest
from portal.web.marking import excerpt, marked


class Announcements:
    """What is announced to somebody; a vendor has hundreds, whose texts are read through."""

    key, heading, place = "announcements", "Announcements", 40

    def is_offered(self, request: PortalRequest) -> bool:
        """Say whether the reader is told of announcements."""
        return any(may(one, Act.FOLLOW_INCIDENTS) for one in request.memberships)

    def find(self, request: PortalRequest, text: str, *, most: int, at: datetime) -> Found:
        """Return the newest that have all of the words.

        :raises Refusal: if it is too long, or asks for words in one part.
        """
        asked_for = asked(text)
        if any(one.part for one in asked_for):
            raise Refusal("Announcements are searched without the names of parts.", code="search")
        words = [one.text for one in asked_for]
        if not words:
            return Found()
        having = (Q(shown__title__icontains=one) | Q(shown__text__icontains=one) for one in words)
        rows = announcements_for(request.memberships, at).filter(reduce(and_, having))
        found, total = list(rows[:most]), rows.count()
        query = urlencode({"q": text, "kind": self.key})
        everything = f"{vendor_url(request.vendor, 'finder:find')}?{query}"
        hits = [self._hit(request, one, words) for one in found]
        return Found(hits, f"{total:,}", everything if total > len(hits) else "")

    def missed(self, request: PortalRequest, text: str, at: datetime) -> None:
        """Nothing is kept of it: articles count what nobody found."""

    def _hit(self, request: PortalRequest, one: Announcement, words: list[str]) -> Hit:
        shown = one.shown
        assert shown is not None  # noqa: S101 - what is out is shown
        when = f"{one.published_at:%d %b %Y}" if one.published_at else ""
        about = f"{shown.get_kind_display()} · {when}"
        url = vendor_url(request.vendor, "announcements:one", one.pk)
        return Hit(marked(shown.title, words), url, about, excerpt(unmarked(shown.text), words))
