"""What rows of a list say to their reader alone: what is unread, and who else is on it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from incidents.models import Incident
from incidents.presence import others_on
from incidents.reading import with_unread
from portal.web.http import PortalRequest


def mark(incidents: Iterable[Incident], request: PortalRequest, at: datetime) -> None:
    """Put `is_unread` and, for staff, who is `present` onto the rows, by one query for all."""
    rows = list(incidents)
    staff = next((one for one in request.memberships if one.is_staff_side), None)
    keys = _unread([row.pk for row in rows], request, for_staff=staff is not None)
    present = others_on(rows, staff, at) if staff else {}
    for row in rows:
        row.is_unread = row.pk in keys  # type: ignore[attr-defined]  # for the page alone
        row.present = present.get(row.pk, [])  # type: ignore[attr-defined]  # for the page alone


def _unread(keys: list[int], request: PortalRequest, *, for_staff: bool) -> set[int]:
    rows = with_unread(
        Incident.objects.filter(pk__in=keys), request.user, for_staff=for_staff
    ).order_by()
    return set(rows.filter(Q(is_unread=True)).values_list("pk", flat=True))
