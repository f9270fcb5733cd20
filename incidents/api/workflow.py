"""An incident's way through the desk as data: what its nouns can be given (CO-10)."""

from datetime import datetime
from typing import Any

from incidents.awaited import Awaited, may_be_asked, of_incident
from incidents.models import Incident
from incidents.pages.workflow import Workflow, workflow
from incidents.queries import Entry
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may


def way_as_data(
    incident: Incident, membership: Membership, story: list[Entry], at: datetime
) -> dict[str, Any]:
    """Return what belongs together, what waits, and for the desk to whom and where it can go."""
    way = workflow(incident, membership, story, at)
    waiting = way.confirming
    said: dict[str, Any] = {
        "third_party_product": incident.third_party_product,
        "related": [
            {
                "link": one.link.pk,
                "number": str(one.other),
                "title": one.other.title,
                "words": one.words,
                "can_be_taken_back": one.is_by_hand,
            }
            for one in way.related
        ],
        "closes_by_itself_at": waiting.closes_at if waiting else None,
        "ondemand": _ondemand(way),
    }
    if not may(membership, Act.WORK_ON_INCIDENTS):
        return said
    return said | _choices(way) | _suppliers(incident, at)


def _ondemand(way: Workflow) -> dict[str, Any] | None:
    if way.ondemand is None:
        return None
    asked = way.ondemand.asked
    return {"time_left": way.ondemand.left, "asked_at": asked.at if asked else None}


def _choices(way: Workflow) -> dict[str, Any]:
    return {
        "line": way.line,
        "lines": [{"status": one.key, "label": one.staff_label} for one in way.lines],
        "colleagues": [
            {"colleague": one.pk, "name": str(one.person), "line": one.support_tier}
            for one in way.colleagues
        ],
        "splittable": [{"message": one.pk, "at": one.at} for one in way.splittable],
        "closing_reasons": [
            {"reason": one.reason.key, "label": one.reason.label, "effect": one.effect}
            for one in way.endings
        ],
    }


def _suppliers(incident: Incident, at: datetime) -> dict[str, Any]:
    """Return what was asked of suppliers and departments, and who could be asked now (LU-23)."""
    asked = of_incident(incident, at)
    open_to = may_be_asked(incident, asked)
    return {
        "supplier_requests": [_asked(one) for one in asked],
        "suppliers": [{"supplier": one.pk, "name": str(one), "kind": one.kind} for one in open_to],
    }


def _asked(one: Awaited) -> dict[str, Any]:
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
