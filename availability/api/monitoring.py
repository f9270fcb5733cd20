"""Monitoring through the API: what runs, how it is watched, what is suspected (CO-10, HR-10)."""

from typing import Any, cast

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.finding import able
from availability.models import (
    Component,
    Effect,
    MonitorToken,
    Outage,
    OutageProposal,
    Probe,
    ProbeKind,
    ProposalState,
    SampleDay,
    TokenKind,
)
from availability.services import confirming, monitors, suspecting
from availability.services.confirming import Checked
from availability.services.monitors import Watch
from contracts.views.finding import is_staff
from portal.tenancy.models import Customer
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now

LONGEST_TEXT = 5_000


class ProbeSerializer(serializers.ModelSerializer[Probe]):
    """A probe as a row; explicit fields, so that a new column is not published by accident."""

    component = serializers.CharField(source="component.slug", read_only=True)

    class Meta:
        model = Probe
        fields = (
            *("id", "component", "kind", "name", "url", "interval", "timeout"),
            *("expected_status", "expected_text", "failures_needed", "tls_days_warning"),
            *("may_confirm", "is_enabled", "next_at", "failing_since", "failures"),
            *("last_ok_at", "last_fail_at", "last_words", "certificate_ends_at"),
        )
        read_only_fields = fields


class WatchSerializer(serializers.Serializer[Any]):
    """How a component is watched, as it is sent; what is left out is as usual."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=ProbeKind.choices, default=ProbeKind.HTTP)
    url = serializers.CharField(max_length=500, required=False, allow_blank=True)
    interval = serializers.IntegerField(min_value=30, max_value=604_800, required=False)
    timeout = serializers.IntegerField(min_value=1, max_value=86_400, required=False)
    expected_status = serializers.IntegerField(min_value=100, max_value=599, required=False)
    expected_text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    tls_days_warning = serializers.IntegerField(min_value=0, max_value=365, required=False)
    failures_needed = serializers.IntegerField(min_value=1, max_value=60, required=False)
    may_confirm = serializers.BooleanField(required=False)
    is_enabled = serializers.BooleanField(required=False)

    def watch(self) -> Watch:
        """Return what the service takes."""
        said = dict(self.validated_data)
        return Watch(**(said | {"kind": ProbeKind(said["kind"])}))


class ProposalSerializer(serializers.ModelSerializer[OutageProposal]):
    """A suspected outage with its bounds."""

    component = serializers.CharField(source="component.slug", read_only=True)
    outage = serializers.IntegerField(source="outage.number", read_only=True, default=None)
    decided_by = serializers.CharField(source="decided_by.name", read_only=True, default=None)

    class Meta:
        model = OutageProposal
        fields = (
            *("id", "component", "source", "title", "words", "payload", "times", "state"),
            *("last_ok_at", "first_fail_at", "last_fail_at", "first_ok_at"),
            *("outage", "decided_by", "decided_at", "how", "reason"),
        )
        read_only_fields = fields


class SuspicionSerializer(serializers.Serializer[Any]):
    """What somebody suspects, as it is sent."""

    component = serializers.SlugField(help_text="The component's short name.")
    title = serializers.CharField(max_length=160)
    since = serializers.DateTimeField()
    words = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class CheckSerializer(serializers.Serializer[Any]):
    """What a direct check found, as it is sent."""

    how = serializers.CharField(max_length=LONGEST_TEXT)
    title = serializers.CharField(max_length=160, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=Effect.choices, default=Effect.UNAVAILABLE)
    starts_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    customers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=500, required=False, default=list
    )


class JoinSerializer(serializers.Serializer[Any]):
    """To which outage a suspicion belongs."""

    outage = serializers.IntegerField(min_value=1, help_text="Its number.")
    how = serializers.CharField(max_length=LONGEST_TEXT)


class DismissalSerializer(serializers.Serializer[Any]):
    """Why it was no outage."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class TokenSerializer(serializers.ModelSerializer[MonitorToken]):
    """A token without its secret: only a digest of that is kept."""

    component = serializers.CharField(source="component.slug", read_only=True, default=None)

    class Meta:
        model = MonitorToken
        fields = ("id", "name", "kind", "component", "probe", "created_at", "last_used_at")
        read_only_fields = fields


class NewTokenSerializer(serializers.Serializer[Any]):
    """Who is to report, and what."""

    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=TokenKind.choices)
    component = serializers.SlugField(required=False)
    probe = serializers.IntegerField(min_value=1, required=False)


class DaySerializer(serializers.ModelSerializer[SampleDay]):
    """A component's day, added up."""

    class Meta:
        model = SampleDay
        fields = ("day", "zone", "up_seconds", "down_seconds", "requests", "total_ms")
        read_only_fields = fields


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

    @answers(listing=Listing.RESULTS)
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
        portal = _portal(request)
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
        by = able(_portal(request), Act.MANAGE_MONITORS)
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
        portal = _portal(request)
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
        by = able(_portal(request), Act.MANAGE_MONITORS)
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
        portal = _portal(request)
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
        by = able(_portal(request), Act.DECLARE_OUTAGE)
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


def _said_of(component: Component) -> dict[str, Any]:
    return {
        "component": component.slug,
        "name": component.name,
        "service": component.service.slug,
        "service_name": component.service.name,
        "time_zone": component.time_zone,
        "is_shared": component.is_shared,
    }


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)


def _staff(request: Request) -> PortalRequest:
    portal = _portal(request)
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
