"""Drafts through the API: what is typed is kept until it is sent, as on the pages (CO-10)."""

from typing import Any

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api.shapes import DraftShape
from incidents.domain.places import ON_AN_INCIDENT
from incidents.drafting import Where, typed, where
from incidents.models import Draft
from incidents.services.drafts import forget_draft, keep_draft, read_draft
from portal.web.described import Body, Listing, Properties, answers
from portal.web.http import now
from portal.web.sent_data import data_of, portal_of

FIELDS: Properties = {
    "fields": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "What was typed, by the name of its field; blanks alone are no draft.",
    }
}
CONTRACT = {"contract": "Under which one reports, for those who have several."}


class Drafts(APIView):
    """All that a person has typed at this vendor and not sent; nobody else reads it."""

    @answers(DraftShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List it, the last to be kept first."""
        rows = Draft.objects.filter(membership__in=portal_of(request).memberships)
        named = rows.select_related("incident__vendor").order_by("-kept_at", "-pk")
        return Response({"results": [_said(one) for one in named]})


class OneDraft(APIView):
    """The draft at one place: raise or telephone; on an incident, write or note."""

    @answers(DraftShape, query=CONTRACT)
    def get(self, request: Request, place: str, number: str = "") -> Response:
        """Show it, empty where nothing is kept."""
        found = _where(request, place, number)
        draft = read_draft(by=found.by, place=found.place, incident=found.incident)
        return Response(_said(draft) if draft else _nothing(found))

    @answers(DraftShape, takes=Body(also=FIELDS, needed=("fields",)), query=CONTRACT)
    def put(self, request: Request, place: str, number: str = "") -> Response:
        """Keep this in place of what was kept before."""
        found, fields = _where(request, place, number), _fields(data_of(request))
        draft = keep_draft(
            by=found.by, place=found.place, incident=found.incident, fields=fields, at=now()
        )
        return Response(_said(draft) if draft else _nothing(found))

    @answers(status=204, query=CONTRACT)
    def delete(self, request: Request, place: str, number: str = "") -> Response:
        """Throw it away."""
        found = _where(request, place, number)
        forget_draft(by=found.by, place=found.place, incident=found.incident)
        return Response(status=204)


def _where(request: Request, place: str, number: str) -> Where:
    if (place in ON_AN_INCIDENT) is not bool(number):
        raise Http404
    contract = request.query_params.get("contract")
    return where(portal_of(request), place, number=number, contract=contract, at=now())


def _fields(said: dict[str, Any]) -> dict[str, str]:
    fields = said.get("fields")
    if not isinstance(fields, dict) or not all(isinstance(one, str) for one in fields.values()):
        raise ValidationError({"fields": ["Send an object whose values are text."]})
    return typed(fields)


def _said(draft: Draft) -> DraftShape:
    return {
        "place": draft.place,
        "incident": str(draft.incident) if draft.incident else None,
        "fields": draft.fields,
        "kept_at": draft.kept_at,
    }


def _nothing(found: Where) -> DraftShape:
    incident = str(found.incident) if found.incident else None
    return {"place": found.place.value, "incident": incident, "fields": {}, "kept_at": None}
