"""Monitoring through the API: what runs, how it is watched, what is suspected (CO-10, HR-10)."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.api.monitoring_data import (
    CheckSerializer,
    ComponentShape,
    DaySerializer,
    DismissalSerializer,
    JoinSerializer,
    NewTokenSerializer,
    ProbeSerializer,
    ProposalSerializer,
    SuspicionSerializer,
    TokenSerializer,
    WatchSerializer,
)
from availability.finding import able
from availability.models import (
    Component,
    MonitorToken,
    Outage,
    OutageProposal,
    Probe,
    ProposalState,
    SampleDay,
    TokenKind,
)
from availability.services import confirming, monitors, suspecting
from availability.services.confirming import Checked
from contracts.views.finding import is_staff
from portal.tenancy.models import Customer
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import portal_of

# The nouns of DEEDS, below, with what each is sent.
BODIES = {
    "confirmation": Body(of=CheckSerializer, words="It is an outage."),
    "joining": Body(of=JoinSerializer, words="It belongs to an outage that is known."),
    "dismissal": Body(of=DismissalSerializer, words="It is no outage."),
}


class NewestFirst(CursorPagination):
    ordering = ("-first_fail_at", "-pk")
    page_size = 50


class ByDay(CursorPagination):
    ordering = ("-day", "zone")
    page_size = 200


class Components(APIView):
    """What runs: the components with their services."""

    @answers(ComponentShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List those that are not ended."""
        portal = _staff(request)
        rows = Component.objects.filter(vendor=portal.vendor, ended_on=None).with_service()
        return Response({"results": [_said_of(one) for one in rows]})


class Days(APIView):
    """The days of a component, as samples showed them."""

    @answers(DaySerializer, listing=Listing.CURSOR, query={"zone": "Those of one zone."})
    def get(self, request: Request, slug: str) -> Response:
        """List them, the newest first; `zone` asks for those of one zone."""
        rows = SampleDay.objects.filter(component=_component(_staff(request), slug))
        zone = request.query_params.get("zone")
        pages = ByDay()
        found = rows.filter(zone=zone) if zone else rows
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(DaySerializer(page, many=True).data)


class Probes(APIView):
    """The probes of a component, and another one."""

    @answers(ProbeSerializer, listing=Listing.RESULTS)
    def get(self, request: Request, slug: str) -> Response:
        """List them."""
        rows = _component(_staff(request), slug).probes.select_related("component")
        return Response({"results": ProbeSerializer(rows, many=True).data})

    @answers(ProbeSerializer, takes=WatchSerializer, status=201)
    def post(self, request: Request, slug: str) -> Response:
        """Watch the component."""
        portal = portal_of(request)
        by = able(portal, Act.MANAGE_MONITORS)
        sent = WatchSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        component = _component(portal, slug)
        made = monitors.add_probe(by=by, component=component, watch=sent.watch(), at=now())
        return Response(ProbeSerializer(made).data, status=201)


class OneProbe(APIView):
    """One probe, and changing what it asks."""

    @answers(ProbeSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        _staff(request)
        return Response(ProbeSerializer(_probe(pk)).data)

    @answers(ProbeSerializer, takes=WatchSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Watch otherwise: what is sent is all that holds from now on."""
        by = able(portal_of(request), Act.MANAGE_MONITORS)
        sent = WatchSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        made = monitors.change_probe(by=by, probe=_probe(pk), watch=sent.watch(), at=now())
        return Response(ProbeSerializer(made).data)


class Tokens(APIView):
    """The tokens that work, and another one."""

    @answers(TokenSerializer, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List them, without their secrets."""
        portal = _staff(request)
        rows = MonitorToken.objects.current().filter(vendor=portal.vendor)
        found = rows.select_related("component")
        return Response({"results": TokenSerializer(found, many=True).data})

    @answers(
        TokenSerializer, takes=NewTokenSerializer, status=201, more={"address": {"type": "string"}}
    )
    def post(self, request: Request) -> Response:
        """Make one; its address is in this answer and nowhere else."""
        portal = portal_of(request)
        by = able(portal, Act.MANAGE_MONITORS)
        sent = NewTokenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        kind = TokenKind(said["kind"])
        token, address = monitors.make_token(
            by=by,
            name=said["name"],
            kind=kind,
            component=_component(portal, said["component"]) if "component" in said else None,
            probe=_probe(said["probe"]) if "probe" in said else None,
            at=now(),
        )
        link = f"{settings.PORTAL_URL}/monitoring/{monitors.PATHS[kind]}/{address}/"
        return Response(TokenSerializer(token).data | {"address": link}, status=201)


class OneToken(APIView):
    """One token."""

    @answers(status=204)
    def delete(self, request: Request, pk: int) -> Response:
        """Revoke it, for good."""
        by = able(portal_of(request), Act.MANAGE_MONITORS)
        token = get_object_or_404(MonitorToken.objects.current(), pk=pk)
        monitors.revoke_token(by=by, token=token, at=now())
        return Response(status=204)


class Proposals(APIView):
    """What is suspected, and suspecting something."""

    @answers(
        ProposalSerializer,
        listing=Listing.CURSOR,
        query={"state": "open, confirmed or dismissed."},
    )
    def get(self, request: Request) -> Response:
        """List it, the newest first; `state` asks for open, confirmed or dismissed ones."""
        portal = _staff(request)
        rows = OutageProposal.objects.filter(vendor=portal.vendor).with_names()
        state = request.query_params.get("state", "")
        pages = NewestFirst()
        found = rows.filter(state=state) if state in ProposalState.values else rows
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(ProposalSerializer(page, many=True).data)

    @answers(ProposalSerializer, takes=SuspicionSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Enter what somebody suspects; the same said again answers with the same."""
        portal = portal_of(request)
        by = able(portal, Act.DECLARE_OUTAGE)
        sent = SuspicionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        component = _component(portal, said.pop("component"))
        said["since"] = said["since"].replace(microsecond=0)
        made = suspecting.report_suspicion(by=by, component=component, at=now(), **said)
        return Response(ProposalSerializer(made).data, status=201)


class OneProposal(APIView):
    """One suspected outage."""

    @answers(ProposalSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        _staff(request)
        return Response(ProposalSerializer(_proposal(pk)).data)


class ProposalDeed(APIView):
    """What is decided after a direct check, by the pages' nouns."""

    @answers(ProposalSerializer, nouns=BODIES)
    def post(self, request: Request, pk: int, noun: str) -> Response:
        """Do it."""
        by = able(portal_of(request), Act.DECLARE_OUTAGE)
        proposal = _proposal(pk)
        if noun not in DEEDS:
            raise Http404
        made, do = DEEDS[noun]
        sent = made(data=request.data)
        sent.is_valid(raise_exception=True)
        do(by=by, proposal=proposal, at=now(), **sent.validated_data)
        return Response(ProposalSerializer(_proposal(pk)).data)


def _confirm(*, customers: list[int], **said: Any) -> None:
    rows = list(Customer.objects.filter(pk__in=customers))
    if len(rows) != len(set(customers)):
        raise Http404
    whose = {key: said.pop(key) for key in ("by", "proposal", "at")}
    for name in ("starts_at", "ends_at"):  # contracts count whole seconds
        said[name] = said[name] and said[name].replace(microsecond=0)
    confirming.confirm_proposal(checked=Checked(customers=rows, **said), **whose)


def _join(*, outage: int, **said: Any) -> None:
    found = get_object_or_404(Outage.objects.with_current(), number=outage)
    confirming.join_proposal(outage=found, **said)


DEEDS: dict[str, tuple[type[serializers.Serializer[Any]], Any]] = {
    "confirmation": (CheckSerializer, _confirm),
    "joining": (JoinSerializer, _join),
    "dismissal": (DismissalSerializer, suspecting.dismiss_proposal),
}


def _said_of(component: Component) -> ComponentShape:
    return {
        "component": component.slug,
        "name": component.name,
        "service": component.service.slug,
        "service_name": component.service.name,
        "time_zone": component.time_zone,
        "is_shared": component.is_shared,
    }


def _staff(request: Request) -> PortalRequest:
    portal = portal_of(request)
    if not is_staff(portal):
        raise Http404
    return portal


def _component(portal: PortalRequest, slug: str) -> Component:
    rows = Component.objects.filter(vendor=portal.vendor).with_service()
    return get_object_or_404(rows, slug=slug)


def _probe(pk: int) -> Probe:
    return get_object_or_404(Probe.objects.select_related("component__service"), pk=pk)


def _proposal(pk: int) -> OutageProposal:
    return get_object_or_404(OutageProposal.objects.with_names(), pk=pk)
