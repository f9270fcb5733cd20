"""What an incident has beside its story, asked in one statement: mostly it has nothing of it.

What stands there is read only where there is something, since each question with all its names
takes longer than this one with all its answers.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from django.db.models.sql import Query

from incidents.models import (
    Attachment,
    Escalation,
    Incident,
    IncidentLink,
    ProblemLink,
    SupplierRequest,
)
from portal.tenancy.scope import current_vendor_ids


@dataclass(frozen=True, slots=True)
class Beside:
    """Whether there is anything of a kind."""

    files: bool  # that came with its messages
    links: bool  # to other incidents, or from them
    problems: bool  # behind it
    requests: bool  # to suppliers and departments
    escalation: bool  # under way


def beside(incident: Incident) -> Beside:
    """Return what there is beside an incident."""
    rows = Incident.objects.all()
    rows.query = _asking(current_vendor_ids()).chain()
    names = ("has_files", "has_links", "has_problems", "has_requests", "has_escalation")
    return Beside(*rows.filter(pk=incident.pk).values_list(*names).get())


@lru_cache(maxsize=256)
def _asking(_vendors: frozenset[int]) -> Query:
    """Return the question for the vendors in scope; putting it together takes longer than asking.

    Kept as the one for rows of lists is (incidents.pages.rows).
    """
    own = Q(incident=OuterRef("pk"))
    linked = IncidentLink.objects.current().filter(own | Q(other=OuterRef("pk")))
    rows = Incident.objects.order_by().annotate(
        has_files=Exists(Attachment.objects.filter(message__incident=OuterRef("pk"))),
        has_links=Exists(linked),
        has_problems=Exists(ProblemLink.objects.current().filter(own)),
        has_requests=Exists(SupplierRequest.objects.filter(own)),
        has_escalation=Exists(Escalation.objects.open().filter(own)),
    )
    return rows.query
