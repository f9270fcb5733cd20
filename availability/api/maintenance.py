"""Maintenance through the API: the same planner and services as the pages (CO-10)."""

from typing import Any

from django import forms
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.api.maintenance_data import (
    DraftSerializer,
    WorkSerializer,
    notice_as_data,
    outlook_as_data,
    row_as_data,
    version_as_data,
    work_as_data,
)
from availability.api.maintenance_shapes import OneWorkShape, OutlookShape, WorkShape
from availability.api.outages import BETTER, InstantField, Pages
from availability.finding import able
from availability.forms.maintenance import ActualForm, ApprovalForm, ContactForm
from availability.maintenance_deeds import DEEDS
from availability.maintenance_page import find_work
from availability.models import Maintenance
from availability.planned import MOST_MINUTES
from availability.planner import preview, standing
from availability.services.noticing import concerned
from availability.services.planning import change_work, plan_work
from availability.works import in_state, state_of, works_seen
from contracts.services.said import LONGEST_TEXT
from contracts.views.finding import is_staff
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, flag_in, number_in, portal_of, text_in

STATES = ("coming", "running", "past")


class ContactSerializer(serializers.Serializer[Any]):
    """A telephone call in which a customer was told."""

    contract = serializers.IntegerField()
    spoken_to = serializers.CharField(max_length=200)
    sent_at = InstantField()
    words = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


class ApprovalSerializer(serializers.Serializer[Any]):
    """Minutes beyond the month's allotment that a customer approved."""

    contract = serializers.IntegerField()
    minutes = serializers.IntegerField(min_value=1, max_value=MOST_MINUTES)
    approved_by = serializers.CharField(max_length=120)
    evidence = serializers.CharField(max_length=LONGEST_TEXT)


class ActualSerializer(serializers.Serializer[Any]):
    """From when until when the service was down in one session."""

    session = serializers.IntegerField(min_value=1, default=1)
    actual_from = InstantField()
    actual_to = InstantField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


TAKEN: dict[type[forms.Form], type[serializers.Serializer[Any]]] = {
    ContactForm: ContactSerializer,
    ApprovalForm: ApprovalSerializer,
    ActualForm: ActualSerializer,
}


TELLS = {"tells": {"type": "boolean", "default": True}}


class Works(APIView):
    """The maintenance a person may see, and planning some."""

    @answers(
        WorkShape,
        listing=Listing.NUMBERED,
        query={"state": f"One of: {', '.join(STATES)}."},
    )
    def get(self, request: Request) -> Response:
        """List it: `state` is coming (as without one), running or past."""
        portal, at = portal_of(request), now()
        state = request.query_params.get("state", "coming")
        if state not in STATES:
            raise ValidationError({"state": [f"One of: {', '.join(STATES)}."]})
        rows = in_state(works_seen(portal.memberships), state, at)
        pages = Pages()
        named = rows.with_current()
        page: list[Maintenance] = pages.paginate_queryset(named, request, view=self) or []
        shown = [work_as_data(one, state_of(one.current, at)) for one in page]
        return pages.get_paginated_response(shown)

    @answers(OneWorkShape, takes=Body(of=WorkSerializer, also=TELLS), status=201)
    def post(self, request: Request) -> Response:
        """Plan some; with `tells` false nobody is told of it yet."""
        portal = portal_of(request)
        by, data = able(portal, Act.PLAN_MAINTENANCE), data_of(request)
        sent = WorkSerializer(data=data, context={"vendor": portal.vendor})
        sent.is_valid(raise_exception=True)
        tells = flag_in(data, "tells", otherwise=True)
        work = plan_work(by=by, facts=sent.facts(), tells=tells, at=now())
        return Response(_one(portal, work.number), status=201)


class Preview(APIView):
    """What every contract's rules make of work that is not planned yet."""

    @answers(OutlookShape, takes=DraftSerializer)
    def post(self, request: Request) -> Response:
        """Say it; nothing is kept."""
        portal = portal_of(request)
        able(portal, Act.PLAN_MAINTENANCE)
        sent = DraftSerializer(data=data_of(request), context={"vendor": portal.vendor})
        sent.is_valid(raise_exception=True)
        return Response(outlook_as_data(preview(sent.draft(), now())))


class OneWork(APIView):
    """One piece of work with its versions, notices and what it counts as."""

    @answers(OneWorkShape)
    def get(self, request: Request, work: int) -> Response:
        """Show it."""
        return Response(_one(portal_of(request), work))


class Changes(APIView):
    """Work planned otherwise: another version of it."""

    @answers(OneWorkShape, takes=Body(of=WorkSerializer, also=BETTER, needed=("reason",)))
    def post(self, request: Request, work: int) -> Response:
        """Write one: all of it is sent, `reason` is needed.

        With `based_on`, the number of the version that was read, nothing is written if another
        came after it.
        """
        portal = portal_of(request)
        by, data = able(portal, Act.PLAN_MAINTENANCE), data_of(request)
        found = find_work(portal, work)
        sent = WorkSerializer(data=data, context={"vendor": portal.vendor})
        sent.is_valid(raise_exception=True)
        change_work(
            by=by,
            maintenance=found,
            facts=sent.facts(),
            reason=text_in(data, "reason", longest=LONGEST_TEXT),
            based_on=number_in(data, "based_on"),
            at=now(),
        )
        return Response(_one(portal, work))


class WorkDeed(APIView):
    """What is done to a piece of work, by the nouns of its page."""

    @answers(
        OneWorkShape,
        nouns={
            key: Body(of=TAKEN.get(one.form, one.form), words=one.title)
            for key, one in DEEDS.items()
        },
    )
    def post(self, request: Request, work: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        if noun not in DEEDS:
            raise Http404
        what = DEEDS[noun]
        by, found = able(portal, *what.acts), find_work(portal, work)
        what.service(by=by, maintenance=found, at=now(), **_said(request, found, what.form))
        return Response(_one(portal, work))


def _said(request: Request, work: Maintenance, form: type[forms.Form]) -> dict[str, Any]:
    data = data_of(request)
    if form not in TAKEN:
        typed = form(data)
        if not typed.is_valid():
            raise ValidationError(typed.errors.get_json_data())
        return dict(typed.cleaned_data)
    sent = TAKEN[form](data=data)
    sent.is_valid(raise_exception=True)
    said = dict(sent.validated_data)
    if "contract" in said:
        known = {one.pk: one for one in concerned(work)}
        if said["contract"] not in known:
            raise ValidationError({"contract": ["It concerns no such contract."]})
        said["contract"] = known[said["contract"]]
    return said


def _one(portal: PortalRequest, number: int) -> OneWorkShape:
    """Return a piece of work with what the reader may know of it."""
    work, at, inside = find_work(portal, number), now(), is_staff(portal)
    own = {one.customer_id for one in portal.memberships}
    rows = [row for row in standing(work, at).rows if inside or row.contract.customer_id in own]
    seen = {row.contract.pk for row in rows}
    return {
        **work_as_data(work, state_of(work.current, at)),
        "contracts": [row_as_data(row) for row in rows],
        "notices": [
            notice_as_data(one, inside=inside)
            for one in work.notices.all()
            if one.contract_id in seen or inside
        ],
        "versions": [version_as_data(one) for one in work.versions.with_parts().order_by("number")],
    }
