"""The desk as a whole through the API: one deed for many, and what is escalated (CO-10)."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api.shapes import BulkShape, ChangedShape, EscalatedShape, OutcomeShape
from incidents.bulk import MOST, Outcome, carry_out, tried_out
from incidents.bulk_asking import undone, wishes_of
from incidents.finding import able
from incidents.forms.queue import BulkForm
from incidents.pages.duties import Standing, owed_as_data, standing_by_level
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.described import Body, Listing, Properties, answers
from portal.web.http import now
from portal.web.sent_data import data_of, flag_in, portal_of

CHOSEN: Properties = {
    "numbers": {"type": "array", "items": {"type": "string"}},
    "preview": {"type": "boolean", "default": False},
}
BACK: Properties = {
    "back": {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": MOST,
        "description": "What the results of a deed gave as `back`.",
    },
}


class Bulk(APIView):
    """One deed for many incidents, each by its own service and refused for itself."""

    @answers(BulkShape, takes=Body(of=BulkForm, also=CHOSEN, needed=("numbers",)))
    def post(self, request: Request) -> Response:
        """Do `act` to each of `numbers`; with `preview` true, say what would become of them."""
        portal, data = portal_of(request), data_of(request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        is_preview = flag_in(data, "preview", otherwise=False)
        numbers = _texts(data, "numbers", "Send a list of incident numbers.")
        wishes, _ = wishes_of(data, numbers, portal)
        outcomes = (tried_out if is_preview else carry_out)(wishes, by=by, at=now())
        answer: BulkShape = {
            "preview": is_preview,
            "results": [_became(one, is_done=not is_preview) for one in outcomes],
        }
        return Response(answer)


class BulkUndoing(APIView):
    """Putting back what one deed did to many, by the same services."""

    @answers(BulkShape, takes=Body(also=BACK, needed=("back",)))
    def post(self, request: Request) -> Response:
        """Put back each of `back`; where somebody went on meanwhile, it is refused for itself."""
        portal = portal_of(request)
        by = able(portal, Act.WORK_ON_INCIDENTS)
        lines = _texts(data_of(request), "back", "Send a list of what the results gave as back.")
        wishes = list(undone(lines, portal))
        if not wishes:
            raise Refusal("There is nothing to put back.", code="none")
        outcomes = carry_out(wishes, by=by, at=now())
        answer: BulkShape = {
            "preview": False,
            "results": [_became(one, is_done=False) for one in outcomes],
        }
        return Response(answer)


class Escalations(APIView):
    """What is escalated, by level, with who holds it and what they owe (LU-22)."""

    @answers(EscalatedShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List it, the highest level first and what is overdue before the rest of its level."""
        if not any(may(one, Act.READ_NOTES) for one in portal_of(request).memberships):
            raise Http404
        levels = standing_by_level(now())
        return Response({"results": [_stands(one) for level in levels for one in level.standing]})


def _texts(data: Mapping[str, Any], name: str, problem: str) -> list[str]:
    found = data.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValidationError({name: [problem]})
    return found


def _became(outcome: Outcome, *, is_done: bool) -> OutcomeShape:
    changes: list[ChangedShape] = [
        {"what": what, "before": before, "after": after} for what, before, after in outcome.changes
    ]
    return {
        "number": str(outcome.incident),
        "changes": changes,
        "refused": outcome.refused or None,
        "back": (outcome.undoing or None) if is_done else None,
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
