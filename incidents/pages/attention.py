"""What rows of a list say to their reader alone: what is unread, and who else is on it."""

from collections.abc import Iterable
from datetime import datetime

from incidents.models import Incident
from incidents.presence import others_on
from portal.web.http import PortalRequest


def mark(incidents: Iterable[Incident], request: PortalRequest, at: datetime) -> None:
    """Put, for staff, who is `present` onto the rows."""
    rows = list(incidents)
    staff = next((one for one in request.memberships if one.is_staff_side), None)
    present = others_on(rows, staff, at) if staff else {}
    for row in rows:
        row.present = present.get(row.pk, [])  # type: ignore[attr-defined]  # for the page alone
