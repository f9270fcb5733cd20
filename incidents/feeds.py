"""A view of the queue as a feed: the incidents that a saved search finds (CO-14)."""

from collections.abc import Collection, Mapping

from incidents.domain.search import parse
from incidents.models import Incident, SavedView
from incidents.saved_views import View
from incidents.searching import Asking, Catalogue, catalogue_of, search
from portal.feeds.registry import MOST, Entry, Feed, Form, Reader, Subject
from portal.tenancy.policy import Act, may


def views_fed(reader: Reader, keys: Collection[int]) -> Mapping[int, Subject]:
    """Return which of these views are the reader's: their own and shared ones, at the desk."""
    if not any(may(one, Act.WORK_ON_INCIDENTS) for one in reader.memberships):
        return {}
    rows = SavedView.objects.for_person(reader.person).filter(pk__in=keys)
    return {
        row.pk: Subject(f"Queue: {row.name}", f"queue/{View(row.name, row.query).address}")
        for row in rows
    }


def incidents_of(reader: Reader) -> list[Entry]:
    """Return the open incidents that the view finds now, what changed last first.

    :raises Refusal: if what it asks is not understood any more.
    """
    keys = [] if reader.about is None else [reader.about]
    view = SavedView.objects.for_person(reader.person).get(pk__in=keys)
    known = catalogue_of(reader.vendor)
    seen = Incident.objects.visible_to(reader.memberships).open()
    asking = Asking(reader.person, is_staff=True, at=reader.at, known=known)
    found = search(seen, parse(view.query, known.vocabulary), asking)
    newest = found.order_by("-last_event_at", "-pk").select_related("customer", "owner")[:MOST]
    return [_entry(row, reader, known) for row in newest]


def _entry(row: Incident, reader: Reader, known: Catalogue) -> Entry:
    row.vendor = reader.vendor  # the same row
    row.agreement = known.versions[row.agreement_id]
    terms = row.agreement.terms
    severity = terms.severities[row.severity].name
    status = terms.workflow.status(row.status).staff_label
    return Entry(
        id=reader.tag("incident", row.pk),
        title=f"{row} {row.title}",
        bare=str(row),
        path=f"incidents/{row}/",
        published=row.reported_at,
        updated=row.last_event_at,
        text=f"{row.customer}. {severity}, {status}. Owner: {row.owner or 'nobody'}.",
    )


FEEDS = (
    Feed(
        name="queue",
        form=Form.ATOM,
        label="A view of the queue",
        shows="The incidents that the view finds, the one that changed last first.",
        subjects=views_fed,
        content=incidents_of,
    ),
)
