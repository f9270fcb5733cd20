"""An incident's way through the desk as data: what its nouns can be given (CO-10)."""

from collections.abc import Sequence
from datetime import datetime

from incidents.api.shapes import OnDemandShape, RelatedShape, SupplierRequestShape, WayShape
from incidents.awaited import Awaited, may_be_asked, of_incident
from incidents.beside import Beside
from incidents.lines import staff_of
from incidents.models import Incident
from incidents.pages.workflow import Workflow, workflow
from incidents.queries import Entry
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


def way_as_data(
    incident: Incident,
    membership: Membership,
    *,
    story: Sequence[Entry],
    beside: Beside,
    at: datetime,
) -> WayShape:
    """Return what belongs together, what waits, and for the desk to whom and where it can go."""
    staff = staff_of(incident) if may(membership, Act.WORK_ON_INCIDENTS) else []
    way = workflow(incident, membership, story=story, beside=beside, staff=staff, at=at)
    waiting = way.confirming
    said: WayShape = {
        "third_party_product": incident.third_party_product,
        "related": _related(way),
        "closes_by_itself_at": waiting.closes_at if waiting else None,
        "ondemand": _ondemand(way),
    }
    if may(membership, Act.WORK_ON_INCIDENTS):
        _choose(said, way)
        _ask(said, incident, at)
    return said


def _related(way: Workflow) -> list[RelatedShape]:
    return [
        {
            "link": one.link.pk,
            "number": str(one.other),
            "title": one.other.title,
            "words": one.words,
            "can_be_taken_back": one.is_by_hand,
        }
        for one in way.related
    ]


def _ondemand(way: Workflow) -> OnDemandShape | None:
    if way.ondemand is None:
        return None
    asked = way.ondemand.asked
    return {"time_left": way.ondemand.left, "asked_at": asked.at if asked else None}


def _choose(said: WayShape, way: Workflow) -> None:
    """Say what those who work on it can choose from."""
    said["line"] = way.line
    said["lines"] = [{"status": one.key, "label": one.staff_label} for one in way.lines]
    said["colleagues"] = [
        {"colleague": one.pk, "name": str(one.person), "line": one.support_tier}
        for one in way.colleagues
    ]
    said["splittable"] = [{"message": one.pk, "at": one.at} for one in way.splittable]
    said["closing_reasons"] = [
        {"reason": one.reason.key, "label": one.reason.label, "effect": one.effect}
        for one in way.endings
    ]


def _ask(said: WayShape, incident: Incident, at: datetime) -> None:
    """Say what was asked of suppliers and departments, and who could be asked now (LU-23)."""
    asked = of_incident(incident, at)
    said["supplier_requests"] = [_asked(one) for one in asked]
    said["suppliers"] = [
        {"supplier": one.pk, "name": str(one), "kind": one.kind}
        for one in may_be_asked(incident, asked)
    ]


def _asked(one: Awaited) -> SupplierRequestShape:
    request = one.request
    return {
        "supplier": request.supplier_id,
        "name": str(request.supplier),
        "asked": request.asked,
        "asked_at": request.asked_at,
        "reference": request.reference,
        "due_at": one.due_at,
        "overdue": one.is_over,
        "answer": request.answer or None,
        "answered_at": request.answered_at,
    }
