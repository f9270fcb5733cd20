"""Incidents through the API: the same services as the pages, JSON in and out (CO-10)."""

from typing import Any, cast

from django.http import Http404, QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents import services
from incidents.api.shapes import LadderShape, StoryEntryShape, ToldShape
from incidents.api.workflow import way_as_data
from incidents.beside import beside
from incidents.choosing import choose
from incidents.deeds import NOUNS
from incidents.finding import find, membership_for
from incidents.forms import RaiseForm
from incidents.forms.files import with_files
from incidents.listing import found
from incidents.models import Incident
from incidents.pages.duties import promised, promises_of
from incidents.pages.escalation import OnLadder, on_ladder
from incidents.pages.files import file_as_data, files_in
from incidents.queries import Entry, label_of, story
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.described import Body, Listing, answers
from portal.web.http import now
from portal.web.parsing import WholeTextParser
from portal.web.sent_data import data_of, portal_of


class IncidentSerializer(serializers.ModelSerializer[Incident]):
    """An incident as a row; explicit fields, so that a new column is not published by accident."""

    number = serializers.CharField(source="__str__", read_only=True)
    customer = serializers.CharField(source="customer.name", read_only=True)
    owner = serializers.CharField(source="owner.name", read_only=True, allow_null=True)
    reporter = serializers.CharField(source="reporter.name", read_only=True)
    station = serializers.SerializerMethodField()

    class Meta:
        model = Incident
        fields = (
            "number",
            "title",
            "customer",
            "severity",
            "category",
            "impact",
            "affected",
            "urgency",
            "status",
            "station",
            "owner",
            "reporter",
            "channel",
            "reported_at",
            "closed_at",
            "next_due_at",
        )
        read_only_fields = fields

    def get_station(self, incident: Incident) -> str:
        """Return the station as the customer reads it."""
        return label_of(incident, incident.status, for_staff=False)


# Files come as multipart/form-data, with the fields beside them.
PARSERS = [WholeTextParser, MultiPartParser]


CONTRACT = {"contract": {"type": "integer", "description": "Asked of those who have several."}}
OPTIONAL = ("severity",)  # an always-critical function says it already (LU-13)


class NewestFirst(CursorPagination):
    ordering = ("-reported_at", "-pk")
    page_size = 50


class Incidents(APIView):
    """The incidents a person may see, and raising one."""

    parser_classes = PARSERS

    @answers(
        IncidentSerializer, listing=Listing.CURSOR, query={"q": "A search, as on the queue's page."}
    )
    def get(self, request: Request) -> Response:
        """List them, the newest first; `q` is a search as on the pages."""
        portal = portal_of(request)
        seen = Incident.objects.visible_to(portal.memberships)
        try:
            rows = found(portal, seen, now()).for_rows().select_related("reporter")
        except Refusal as refusal:
            raise ValidationError({"q": [str(refusal)]}) from None
        pages = NewestFirst()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(IncidentSerializer(page, many=True).data)

    @answers(
        IncidentSerializer, takes=Body(of=RaiseForm, also=CONTRACT, optional=OPTIONAL), status=201
    )
    def post(self, request: Request) -> Response:
        """Raise one; `contract` is asked of those who have several."""
        portal = portal_of(request)
        at = now()
        choice = choose(portal.memberships, said_in(request).get("contract"), at)
        by, contract = choice.contact, choice.chosen
        form = with_files(request.FILES, RaiseForm(said_in(request), contract=contract))
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        incident = services.raise_incident(
            by=by,
            contract=contract,
            instance=form.cleaned_data["instance"],
            report=form.report(),
            caution=form.cleaned_data["patient_data_acknowledged"],
            files=form.cleaned_data["files"],
            at=at,
        )
        return Response(IncidentSerializer(incident).data, status=201)


class OneIncident(APIView):
    """One incident with its story."""

    @answers(IncidentSerializer, more=ToldShape)
    def get(self, request: Request, number: str) -> Response:
        """Show it."""
        portal = portal_of(request)
        incident = find(portal, number)
        membership = membership_for(portal, incident)
        told = story(incident, for_staff=may(membership, Act.READ_NOTES))
        entries, there = [_entry(incident, one) for one in told], beside(incident)
        said: ToldShape = {
            **way_as_data(incident, membership, story=told, beside=there, at=now()),
            "escalation": _escalation(on_ladder(incident, membership, there)),
            "last_event": max((entry["event"] for entry in entries), default=0),
            "story": entries,
        }
        if membership.is_staff_side or membership.person_id == incident.reporter_id:
            said["contact_details"] = incident.contact_details
        return Response(IncidentSerializer(incident).data | said)


class Deed(APIView):
    """What can be done to an incident, by the same nouns as the pages'."""

    parser_classes = PARSERS

    @answers(
        IncidentSerializer,
        nouns={
            key: Body(of=one.form and one.form.form, words=one.done.format(made="The new incident"))
            for key, one in NOUNS.items()
        },
    )
    def post(self, request: Request, number: str, noun: str) -> Response:
        """Do it."""
        if noun not in NOUNS:
            raise Http404
        portal, what = portal_of(request), NOUNS[noun]
        incident = find(portal, number)
        form = (
            with_files(request.FILES, what.form(incident, said_in(request))) if what.form else None
        )
        if form is not None and not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        said = {name: form.cleaned_data[field] for field, name in what.fields} if form else {}
        what.service(incident=incident, by=membership_for(portal, incident), at=now(), **said)
        return Response(IncidentSerializer(find(portal, number)).data)


def _entry(incident: Incident, entry: Entry) -> StoryEntryShape:
    message = entry.message
    return {
        "event": entry.key,
        "at": entry.at,
        "who": str(entry.writer) if entry.writer else None,
        "logged_by": str(entry.logged_by) if entry.logged_by else None,
        "line": entry.line,
        "text": message.text if message else None,
        "internal": bool(message and message.is_internal),
        "patient_data": message.patient_data if message else "",
        "files": [file_as_data(incident, one) for one in files_in([entry])],
    }


def _escalation(ladder: OnLadder) -> LadderShape | None:
    """Return where an incident stands on its ladder (LU-22), or None while it does not."""
    if ladder.row is None or ladder.rung is None:
        return None
    return {
        "level": ladder.row.level,
        "title": ladder.rung.title,
        "with": ladder.who.name if ladder.who else None,
        "since": ladder.since.at,
        "cause": ladder.row.cause,
        "why": ladder.since.why,
        **promises_of(promised(ladder.row, ladder.row.incident, now())),
    }


def said_in(request: Request) -> dict[str, Any]:
    """Return the fields that were sent, as JSON or beside files."""
    if isinstance(request.data, QueryDict):  # with its files, which are read by themselves
        return cast("dict[str, Any]", request.POST)
    return data_of(request)
