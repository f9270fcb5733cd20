"""Articles for the one search box, by the knowledge base's own search (LU-26)."""

from datetime import datetime
from urllib.parse import urlencode

from knowledgebase.domain.asking import asked
from knowledgebase.excerpts import Hit as ArticleHit
from knowledgebase.excerpts import hits
from knowledgebase.finding import reader_of
from knowledgebase.searching import readable, search
from knowledgebase.services.answering import count_miss
from portal.tenancy.policy import Act, may
from portal.web.addresses import vendor_url
from portal.web.finder import Found, Hit
from portal.web.http import PortalRequest

SOME = "No article has all of these words; these have some."


class Articles:
    """The articles that somebody may read."""

    key, heading, place = "articles", "Articles", 20

    def is_offered(self, request: PortalRequest) -> bool:
        """Say whether the reader has the knowledge base."""
        return any(may(one, Act.FOLLOW_INCIDENTS) for one in request.memberships)

    def find(self, request: PortalRequest, text: str, *, most: int, at: datetime) -> Found:
        """Return the best; where none has all of the words, those that have some.

        :raises Refusal: if it is not understood.
        """
        del at
        found = search(readable(reader_of(request)), asked(text), most=most)
        shown = [self._hit(request, one) for one in hits(found.keys, found.sought)]
        everything = f"{vendor_url(request.vendor, 'knowledge:list')}?{urlencode({'q': text})}"
        total = len(shown) if found.is_partial else found.total
        return Found(
            shown,
            f"{total:,}",
            everything if found.is_partial or total > len(shown) else "",
            SOME if found.is_partial else "",
        )

    def missed(self, request: PortalRequest, text: str, at: datetime) -> None:
        """Count what was sought and not found: its words are shown to those who write articles."""
        count_miss(request.vendor, text, at=at)

    def _hit(self, request: PortalRequest, hit: ArticleHit) -> Hit:
        shown = hit.article.shown
        assert shown is not None  # noqa: S101 - hits hold published ones alone
        kind = "Workaround" if shown.is_workaround else "Resolution"
        about = f"{shown.solution} · {kind}" if shown.solution else kind
        url = vendor_url(request.vendor, "knowledge:article", hit.article.slug)
        return Hit(hit.title, url, about, hit.excerpt)
