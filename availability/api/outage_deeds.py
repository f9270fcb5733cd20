"""Deeds on outages and exclusions through the API, by the pages' nouns and services (CO-10)."""

from typing import Any

from django import forms
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.api.outage_data import (
    ExclusionShape,
    OutageShape,
    exclusion_as_data,
    outage_as_data,
)
from availability.api.outages import InstantField
from availability.finding import able, exclusions_seen, find_outage, touched_by
from availability.models import Exclusion
from availability.outage_deeds import DEEDS, EXCLUSION_DEEDS, Deed
from availability.outage_page import blank
from availability.services.exclusions import propose_exclusion
from availability.services.outages import end_outage
from availability.stated import LONGEST_TEXT
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, portal_of

LONGEST_LINK = 500


class EndSerializer(serializers.Serializer[Any]):
    """When an outage ended, and when work could go on."""

    ends_at = InstantField()
    restored_at = InstantField(allow_null=True, default=None)


class ProposalSerializer(serializers.Serializer[Any]):
    """An exclusion as proposed; without `contract` it is for all whose agreement lists it."""

    reason = serializers.CharField(max_length=60)
    contract = serializers.IntegerField(allow_null=True, default=None)
    starts_at = InstantField(allow_null=True, default=None)
    ends_at = InstantField(allow_null=True, default=None)
    evidence = serializers.CharField(max_length=LONGEST_TEXT)
    link = serializers.URLField(max_length=LONGEST_LINK, allow_blank=True, default="")


def _body(noun: str, deed: Deed) -> Body:
    form = EndSerializer if noun == "ending" else deed.form
    return Body(of=form, words=deed.title)


class OutageDeed(APIView):
    """What is done to an outage, by the nouns of its page."""

    @answers(OutageShape, nouns={key: _body(key, one) for key, one in DEEDS.items()})
    def post(self, request: Request, outage: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        if noun not in DEEDS:
            raise Http404
        what = DEEDS[noun]
        by, found = able(portal, *what.acts), find_outage(portal, outage)
        if what.service is end_outage:
            said = _valid(EndSerializer(data=data_of(request)))
        else:
            said = _typed(what.form(data_of(request)))
        what.service(by=by, outage=found, at=now(), **said)
        return Response(outage_as_data(find_outage(portal, outage), portal))


class Exclusions(APIView):
    """The exclusions of an outage, and proposing one."""

    @answers(ExclusionShape, listing=Listing.PLAIN)
    def get(self, request: Request, outage: int) -> Response:
        """List those that the reader may know."""
        return Response([exclusion_as_data(one) for one in _seen(portal_of(request), outage)])

    @answers(ExclusionShape, takes=ProposalSerializer, status=201)
    def post(self, request: Request, outage: int) -> Response:
        """Propose one; another person decides."""
        portal = portal_of(request)
        by = able(portal, Act.DECLARE_OUTAGE, Act.DECIDE_EXCLUSION)
        found = find_outage(portal, outage)
        said = _valid(ProposalSerializer(data=data_of(request)))
        touched = {one.pk: one for one in touched_by(portal, found, now())}
        key = said.pop("contract")
        if key is not None and key not in touched:
            raise ValidationError({"contract": ["The outage touched no such contract."]})
        made = propose_exclusion(by=by, outage=found, contract=touched.get(key), at=now(), **said)
        return Response(_row(portal, outage, made.pk), status=201)


class ExclusionDeed(APIView):
    """What is done to an exclusion: a decision, taking it back, an objection."""

    @answers(ExclusionShape, nouns={key: _body(key, one) for key, one in EXCLUSION_DEEDS.items()})
    def post(self, request: Request, outage: int, pk: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        if noun not in EXCLUSION_DEEDS:
            raise Http404
        what = EXCLUSION_DEEDS[noun]
        by = able(portal, *what.acts)
        exclusion = next((one for one in _seen(portal, outage) if one.pk == pk), None)
        if exclusion is None:
            raise Http404
        said = _typed(blank(what, None, "", data_of(request), exclusion=exclusion))
        what.service(by=by, exclusion=exclusion, at=now(), **said)
        return Response(_row(portal, outage, pk))


def _seen(portal: PortalRequest, number: int) -> list[Exclusion]:
    outage, at = find_outage(portal, number), now()
    return exclusions_seen(portal, outage, touched_by(portal, outage, at), at)


def _row(portal: PortalRequest, number: int, pk: int) -> ExclusionShape:
    return next(exclusion_as_data(one) for one in _seen(portal, number) if one.pk == pk)


def _valid(sent: serializers.Serializer[Any]) -> dict[str, Any]:
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


def _typed(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form.cleaned_data
