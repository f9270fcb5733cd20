"""A list of incidents as a page or the API asks for it: the search, and one page of what fits."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from incidents.domain.search import Query, parse
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from incidents.pages.rows import is_staff, rows_of
from incidents.paging import SIZES, Order, Page, page_of
from incidents.searching import Asking, Catalogue, catalogue_of, search
from portal.kernel.refusal import Refusal
from portal.web.http import PortalRequest

NOTHING = Query()  # asked
KEPT_SIZE = "rows_of_a_page"  # in the session
KNOWN_SIZES = {str(size) for size in SIZES}
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


def listed(
    request: PortalRequest,
    rows: QuerySet[Incident],
    order: Order,
    at: datetime,
    names: tuple[str, ...] = ("customer",),
) -> Listing:
    """Return the page of a list that an address asks for, or say what is not understood.

    :param names: what is joined to each row.
    """
    text, known = request.GET.get("q", ""), catalogue_of(request.vendor)
    try:
        query = parse(text, known.vocabulary)
    except Refusal as refusal:
        return Listing(text, known, Page(()), problem=str(refusal))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    seen = rows.visible_to(request.memberships)  # type: ignore[attr-defined]  # an IncidentQuerySet
    fitting = search(seen, query, asking_of(request, known, at))
    page = page_of(
        fitting,
        order,
        after=after,
        before=before,
        size=rows_wanted(request),
        dressed=lambda keys: rows_of(keys, request, known, names),
    )
    return Listing(text, known, page, query)


def rows_wanted(request: PortalRequest) -> int:
    """Return how many rows a page has: as its address says, or as was last chosen since sign-in."""
    asked = request.GET.get("rows", "")
    if asked in KNOWN_SIZES and request.session.get(KEPT_SIZE) != int(asked):
        request.session[KEPT_SIZE] = int(asked)
    return int(request.session.get(KEPT_SIZE, SIZES[0]))


def found(request: PortalRequest, seen: QuerySet[Incident], at: datetime) -> IncidentQuerySet:
    """Return what an address's search finds among the incidents that its reader may see.

    :raises Refusal: if it is not understood.
    """
    text = request.GET.get("q", "")
    if not text.strip():
        return seen  # type: ignore[return-value]  # an IncidentQuerySet
    known = catalogue_of(request.vendor)
    return search(seen, parse(text, known.vocabulary), asking_of(request, known, at))  # type: ignore[return-value]  # an IncidentQuerySet


def asking_of(request: PortalRequest, known: Catalogue, at: datetime) -> Asking:
    """Return who asks: with a staff membership, notes are searched as well."""
    return Asking(request.user, is_staff(request.memberships), at, known)


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
