"""The desk as a whole through the API: one deed for many, and what is escalated (CO-10)."""

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api.incidents import _data, _portal
from incidents.api.shapes import BulkShape, ChangedShape, EscalatedShape, OutcomeShape
from incidents.bulk import Outcome, carry_out, tried_out
from incidents.bulk_asking import wishes_of
from incidents.finding import able
from incidents.forms.queue import BulkForm
from incidents.pages.duties import Standing, owed_as_data, standing_by_level
from portal.tenancy.policy import Act, may
from portal.web.described import Body, Listing, Properties, answers
from portal.web.http import now

CHOSEN: Properties = {
    "numbers": {"type": "array", "items": {"type": "string"}},
    "preview": {"type": "boolean", "default": False},
}


class Bulk(APIView):
    """One deed for many incidents, each by its own service and refused for itself."""

    @answers(BulkShape, takes=Body(of=BulkForm, also=CHOSEN, needed=("numbers",)))
    def post(self, request: Request) -> Response:
        """Do `act` to each of `numbers`; with `preview` true, say what would become of them."""
        portal, data = _portal(request), _data(request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        numbers, is_preview = data.get("numbers"), data.get("preview", False)
        if not isinstance(numbers, list) or not all(isinstance(one, str) for one in numbers):
            raise ValidationError({"numbers": ["Send a list of incident numbers."]})
        if not isinstance(is_preview, bool):
            raise ValidationError({"preview": ["Send true or false."]})
        wishes, _ = wishes_of(data, numbers, portal)
        outcomes = (tried_out if is_preview else carry_out)(wishes, by=by, at=now())
        answer: BulkShape = {
            "preview": is_preview,
            "results": [_became(one) for one in outcomes],
        }
        return Response(answer)


class Escalations(APIView):
    """What is escalated, by level, with who holds it and what they owe (LU-22)."""

    @answers(EscalatedShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List it, the highest level first and what is overdue before the rest of its level."""
        if not any(may(one, Act.READ_NOTES) for one in _portal(request).memberships):
            raise Http404
        levels = standing_by_level(now())
        return Response({"results": [_stands(one) for level in levels for one in level.standing]})


def _became(outcome: Outcome) -> OutcomeShape:
    changes: list[ChangedShape] = [
        {"what": what, "before": before, "after": after} for what, before, after in outcome.changes
    ]
    return {
        "number": str(outcome.incident),
        "changes": changes,
        "refused": outcome.refused or None,
    }


def _stands(one: Standing) -> EscalatedShape:
    return {
        "number": str(one.row.incident),
        "customer": one.row.incident.customer.name,
        "level": one.row.level,
        "title": one.rung.title,
        "with": one.who.name if one.who else None,
        "opened_at": one.row.opened_at,
        "overdue": one.is_over,
        "owed": owed_as_data(one.owed),
    }
