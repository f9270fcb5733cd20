"""What a row of a list shows of an incident, fetched by one query however many rows there are."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models.sql import Query

from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from incidents.pages.escalation import with_level
from incidents.reading import with_unread
from incidents.searching import Catalogue
from portal.tenancy.models import Membership
from portal.tenancy.scope import current_vendor_ids
from portal.web.http import PortalRequest


def rows_of(
    keys: Iterable[int], request: PortalRequest, known: Catalogue, names: tuple[str, ...]
) -> list[Incident]:
    """Return incidents by their keys as this reader's list shows them, in any order.

    :param names: what is joined to each.
    """
    found: IncidentQuerySet = Incident.objects.all()
    for_staff = is_staff(request.memberships)
    found.query = _shown(current_vendor_ids(), request.user.pk, for_staff, names).chain()
    rows = list(found.filter(pk__in=keys))
    for row in rows:  # what is known already is not asked for again
        row.vendor, row.agreement = request.vendor, known.versions[row.agreement_id]
    return rows


@lru_cache(maxsize=256)
def _shown(_vendors: frozenset[int], person: int, for_staff: bool, names: tuple[str, ...]) -> Query:
    """Return the query that asks for a reader's rows; putting it together takes longer than asking.

    As the manager's own (portal.tenancy.managers), it holds for the vendors in scope.
    """
    rows = with_level(Incident.objects.order_by().select_related(*names))
    return with_unread(rows, person, for_staff=for_staff).query


def is_staff(memberships: Iterable[Membership]) -> bool:
    """Say whether a reader sees what is the vendor's own."""
    return any(membership.is_staff_side for membership in memberships)
