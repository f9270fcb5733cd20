"""Claims through the API: the same services as the pages, JSON in and out (CO-10)."""

from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.api.outages import InstantField
from contracts.services.said import LONGEST_TEXT
from credits.claims.data import ClaimShape, OneClaimShape, case_as_data, claim_as_data
from credits.claims.details import LONGEST_USER, MOST_AREAS, MOST_MINUTES, MOST_USERS, ClaimFacts
from credits.claims.finding import claimed_outage, claims_seen, decider, filer, find_claim
from credits.claims.listing import VIEWS, in_view
from credits.claims.months import month_of
from credits.models import ClaimSource
from credits.services.claiming import complete_claim, decide_claim, file_claim
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, portal_of

OF: dict[str, dict[str, Any]] = {
    "outage": {"type": "integer", "description": "Its number: 12 of O-12."},
    "contract": {"type": "integer", "description": "Needed where it touched several of yours."},
}


class Pages(PageNumberPagination):
    page_size = 50


class ClaimSerializer(serializers.Serializer[Any]):
    """What a customer states of an outage."""

    areas = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_USER), max_length=MOST_AREAS, default=list
    )
    started_at = InstantField(allow_null=True, default=None)
    ended_at = InstantField(allow_null=True, default=None)
    users = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_USER), max_length=MOST_USERS, default=list
    )
    estimated_minutes = serializers.IntegerField(
        min_value=1, max_value=MOST_MINUTES, allow_null=True, default=None
    )
    words = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    others = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_TEXT), default=dict
    )


class DecisionSerializer(serializers.Serializer[Any]):
    """What is decided of a claim; to decline needs a reason."""

    approve = serializers.BooleanField()
    reason = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


class Claims(APIView):
    """The claims a person may see, and filing one."""

    @answers(
        ClaimShape,
        listing=Listing.NUMBERED,
        query={"show": f"One of {', '.join(filter(None, VIEWS))}."},
    )
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        portal, pages = portal_of(request), Pages()
        rows = in_view(claims_seen(portal), request.query_params.get("show", ""))
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([claim_as_data(one) for one in page])

    @answers(OneClaimShape, takes=Body(of=ClaimSerializer, also=OF, needed=("outage",)), status=201)
    def post(self, request: Request) -> Response:
        """File one: complete or refused; an outage is claimed once."""
        portal, data = portal_of(request), data_of(request)
        number, contract = _whole(data, "outage"), data.get("contract")
        wanted = "" if contract is None else str(_whole(data, "contract"))
        outage, chosen, _ = claimed_outage(portal, number, wanted)
        if chosen is None:
            raise ValidationError({"contract": ["It touched several contracts: name one."]})
        made = file_claim(
            by=filer(portal, chosen),
            contract=chosen,
            outage=outage,
            facts=_stated(data),
            source=ClaimSource.API,
            at=now(),
        )
        return Response(_one(portal, made.number), status=201)


class OneClaim(APIView):
    """One claim with what it hangs on."""

    @answers(OneClaimShape)
    def get(self, request: Request, claim: int) -> Response:
        """Show it."""
        return Response(_one(portal_of(request), claim))


class Completion(APIView):
    """What a claim lacked."""

    @answers(OneClaimShape, takes=ClaimSerializer)
    def post(self, request: Request, claim: int) -> Response:
        """Give all of it; the claim counts from now on."""
        portal = portal_of(request)
        found = find_claim(portal, claim)
        by = filer(portal, found.contract)
        complete_claim(by=by, claim=found, facts=_stated(data_of(request)), at=now())
        return Response(_one(portal, claim))


class Decision(APIView):
    """What is decided of a claim."""

    @answers(OneClaimShape, takes=DecisionSerializer)
    def post(self, request: Request, claim: int) -> Response:
        """Approve or decline it; above the vendor's limit the first approval is a proposal."""
        portal = portal_of(request)
        by, found = decider(portal), find_claim(portal, claim)
        sent = DecisionSerializer(data=data_of(request))
        sent.is_valid(raise_exception=True)
        decide_claim(by=by, claim=found, at=now(), **sent.validated_data)
        return Response(_one(portal, claim))


def _stated(data: dict[str, Any]) -> ClaimFacts:
    sent = ClaimSerializer(data=data)
    sent.is_valid(raise_exception=True)
    said = sent.validated_data
    return ClaimFacts(**said | {name: tuple(said[name]) for name in ("areas", "users")})


def _whole(data: dict[str, Any], name: str) -> int:
    found = data.get(name)
    if isinstance(found, bool) or not isinstance(found, int):
        raise ValidationError({name: ["Give its number."]})
    if not 0 < found < 2**31:
        raise Http404
    return found


def _one(portal: PortalRequest, number: int) -> OneClaimShape:
    claim, at = find_claim(portal, number), now()
    case = month_of(claim.contract, claim.outage, at=at).case(claim.outage)
    return {**claim_as_data(claim), **case_as_data(claim, case, at)}
