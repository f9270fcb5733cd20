"""A list of incidents as a page or the API asks for it: the search, and one page of what fits."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from incidents.domain.search import Query, parse
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from incidents.pages.escalation import with_escalations
from incidents.paging import Order, Page, page_of
from incidents.searching import Asking, Catalogue, catalogue_of, search
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest

NOTHING = Query()  # asked
FRESH = 60  # seconds: the time left in a row is written to the minute


@dataclass(frozen=True, slots=True)
class Listing:
    """What was asked, and a page of the answer."""

    text: str  # as it was typed
    known: Catalogue
    page: Page
    query: Query = NOTHING
    problem: str = ""  # why it was not understood

    @property
    def shown(self) -> Query | None:
        """What is being shown; None if it was not understood."""
        return None if self.problem else self.query

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked at all."""
        return bool(self.text.strip())


def listed(request: PortalRequest, rows: QuerySet[Incident], order: Order, at: datetime) -> Listing:
    """Return the page of a list that an address asks for, or say what is not understood."""
    text, known = request.GET.get("q", ""), catalogue_of(request.vendor)
    try:
        query = parse(text, known.vocabulary)
    except Refusal as refusal:
        return Listing(text, known, Page(()), problem=str(refusal))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    seen = rows.visible_to(request.memberships)  # type: ignore[attr-defined]  # an IncidentQuerySet
    fitting = search(seen, query, asking_of(request, known, at))
    page = page_of(fitting, order, after=after, before=before, dressed=as_rows)
    return Listing(text, known, page, query)


def found(request: PortalRequest, seen: QuerySet[Incident], at: datetime) -> IncidentQuerySet:
    """Return what an address's search finds among the incidents that its reader may see.

    :raises Refusal: if it is not understood.
    """
    text = request.GET.get("q", "")
    if not text.strip():
        return seen  # type: ignore[return-value]  # an IncidentQuerySet
    known = catalogue_of(request.vendor)
    return search(seen, parse(text, known.vocabulary), asking_of(request, known, at))  # type: ignore[return-value]  # an IncidentQuerySet


def as_rows(found: QuerySet[Incident]) -> QuerySet[Incident]:
    """Fetch with incidents what a row of a list shows, by as many queries however many they are."""
    return with_escalations(found.for_rows().prefetch_related("clocks"))  # type: ignore[attr-defined]  # an IncidentQuerySet


def asking_of(request: PortalRequest, known: Catalogue, at: datetime) -> Asking:
    """Return who asks: with a staff membership, notes are searched as well."""
    is_staff = any(membership.is_staff_side for membership in request.memberships)
    return Asking(request.user, is_staff, at, known)


def version_of(request: PortalRequest, at: datetime) -> str:
    """Return a mark that changes when a list may have: with each event and each minute.

    One look into an index of its own. The greatest key of the vendor's events would be more exact,
    but PostgreSQL looks for it among all vendors' from the last one back. A second event within
    one second can go unseen for a moment; the next minute shows it.
    """
    latest = Incident.objects.order_by("-last_event_at").values_list("last_event_at", "pk")
    minute = int(at.timestamp()) // FRESH
    where = f"{request.vendor.pk} {request.user.pk} {request.GET.urlencode()}"
    said = f"{where} {list(latest[:1])} {minute}"
    return f'W/"{sha256(said.encode()).hexdigest()[:20]}"'
