"""Incidents for the one search box: those that their reader may see, by the lists' own search."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.safestring import SafeString

from incidents.domain.search import Query, parse
from incidents.domain.words import words_of
from incidents.listing import asking_of
from incidents.models import Incident, Message
from incidents.pages.rows import is_staff, rows_of
from incidents.paging import NEWEST_FIRST, page_of
from incidents.queries import label_of
from incidents.searching import catalogue_of, search
from portal.kernel.marks import unmarked
from portal.tenancy.policy import Act, may
from portal.web.addresses import vendor_url
from portal.web.finder import NOTHING, Found, Hit
from portal.web.http import PortalRequest
from portal.web.marking import excerpt, marked


class Incidents:
    """The incidents that somebody may see."""

    key, heading, place = "incidents", "Incidents", 10

    def is_offered(self, request: PortalRequest) -> bool:
        """Say whether the reader follows incidents."""
        return any(may(one, Act.FOLLOW_INCIDENTS) for one in request.memberships)

    def find(self, request: PortalRequest, text: str, *, most: int, at: datetime) -> Found:
        """Return the newest that fit; the search is that of the lists.

        :raises Refusal: if it is not understood.
        """
        known = catalogue_of(request.vendor)
        query = parse(text, known.vocabulary)
        seen = Incident.objects.visible_to(request.memberships)
        page = page_of(
            search(seen, query, asking_of(request, known, at)),
            NEWEST_FIRST,
            size=most,
            dressed=lambda keys: rows_of(keys, request, known, ("customer",)),
        )
        words = _words(query)
        said = _said(page.rows, words, for_staff=is_staff(request.memberships))
        hits = [self._hit(request, one, words, said.get(one.pk, NOTHING)) for one in page.rows]
        everything = f"{vendor_url(request.vendor, 'incidents:list')}?{urlencode({'q': text})}"
        return Found(hits, page.count, everything if page.total > len(hits) else "")

    def missed(self, request: PortalRequest, text: str, at: datetime) -> None:
        """Nothing is kept of what nobody found: it may name a patient."""

    def _hit(
        self, request: PortalRequest, incident: Incident, words: Sequence[str], said: SafeString
    ) -> Hit:
        for_staff = is_staff(request.memberships)
        about = [label_of(incident, incident.status, for_staff=for_staff)]
        if for_staff:
            about.append(incident.customer.name)
        url = vendor_url(request.vendor, "incidents:detail", str(incident))
        return Hit(marked(f"{incident} {incident.title}", words), url, " · ".join(about), said)


def _words(query: Query) -> list[str]:
    asked = (one for one in query.terms if one.is_of_text and not one.is_not)
    numbers = (one.value for one in query.terms if one.field == "number")
    return [word for one in asked for word in words_of(one.value)] + list(numbers)


def _said(
    rows: Iterable[Incident], words: Sequence[str], *, for_staff: bool
) -> dict[int, SafeString]:
    """Return the last message of each that has one of the words, cut to where it stands.

    Notes are for the vendor's own people alone.
    """
    keys = [one.pk for one in rows]
    if not keys or not words:
        return {}
    having = reduce(or_, (Q(text__icontains=word) for word in words))
    found = Message.objects.filter(having, incident__in=keys)
    if not for_staff:
        found = found.public()
    last = found.order_by("incident_id", "-pk").distinct("incident_id")
    return {
        key: excerpt(unmarked(text), words) for key, text in last.values_list("incident_id", "text")
    }
