"""Incidents of the demo world that belong together, and one that is being handed on (LU-19)."""

from contracts.services.suppliers import add_supplier
from incidents.domain.lifecycle import Stage
from incidents.lines import line_of
from incidents.models import Incident, IncidentLink
from incidents.services import link, name_product, route
from portal.tenancy.roles import Role
from reports.demo.contacts import Cast

NOTE = (
    "Seen: the last column of the export is empty since 5.3.1; the log of 09:12 shows where.\n\n"
    "Tried: the template of before, no change.\n\nAsked: is the field dropped on purpose?"
)


def keep_paths(slug: str, cast: Cast) -> None:
    """This function will link two of Lumeon's incidents and hand one to engineering."""
    if slug != "lumeon":
        return
    by_role = {Role(one.role): one for one in reversed(list(cast.members.values()))}
    manager = by_role[Role.SUPPORT_MANAGER]
    add_supplier(
        by=by_role[Role.ADMINISTRATOR],
        name="Development",
        kind="department",
        contact="Duty developer",
        email="",
        telephone="",
        at=cast.began,
    )
    busy = Incident.objects.with_names().exclude(
        status__in=[Stage.NEW, Stage.CLOSED, Stage.SOLUTION_PROVIDED, Stage.AWAITING_CUSTOMER]
    )
    rows = list(busy.order_by("-reported_at"))
    analysed = next((one for one in rows if line_of(one) == "L2"), None)
    if analysed is not None:
        at = max(cast.at, analysed.last_event_at)
        route(incident=analysed, by=manager, status="engineering", note=NOTE, at=at)
    if len(rows) > 1:
        one, other = rows[0], rows[1]
        at = max(cast.at, one.last_event_at, other.last_event_at)
        kind = IncidentLink.Kind.RELATES
        link(incident=one, by=manager, number=str(other), kind=kind, at=at)
        name_product(incident=other, by=manager, product="LabLink 4", at=at)
