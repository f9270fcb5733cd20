"""Backups through the API: whatever makes them says itself that they ran (HR-09)."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.audience import audience_of, components_for
from availability.backups import keeper
from availability.models import BackupKind, BackupRun, Component
from availability.services.backups import LONGEST_EVIDENCE, Run, record_backup
from portal.kernel.refusal import Refusal
from portal.web.described import Listing, answers
from portal.web.http import now
from portal.web.sent_data import portal_of

MOST_BYTES = 2**63 - 1


class BackupRunSerializer(serializers.ModelSerializer[BackupRun]):
    """A run as it is published."""

    component = serializers.CharField(source="component.slug")

    class Meta:
        model = BackupRun
        fields = (
            *("id", "component", "kind", "started_at", "ended_at"),
            *("bytes", "is_good", "evidence", "recorded_at"),
        )
        read_only_fields = fields


class RunSerializer(serializers.Serializer[Any]):
    """A run as it is sent; times without an offset are UTC."""

    component = serializers.SlugField(help_text="The component's short name.")
    kind = serializers.ChoiceField(choices=BackupKind.choices)
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    bytes = serializers.IntegerField(min_value=0, max_value=MOST_BYTES, required=False)
    is_good = serializers.BooleanField()
    evidence = serializers.CharField(
        max_length=LONGEST_EVIDENCE, required=False, allow_blank=True, default=""
    )


class NewestFirst(CursorPagination):
    ordering = ("-started_at", "-pk")
    page_size = 50


class Backups(APIView):
    """The backups of the components that serve one, and recording that one ran."""

    @answers(
        BackupRunSerializer,
        listing=Listing.CURSOR,
        query={"component": "The short name of one."},
    )
    def get(self, request: Request) -> Response:
        """List them, the newest first; `component` asks for those of one."""
        portal = portal_of(request)
        audience = audience_of(portal.memberships)
        seen = components_for(audience, vendor=portal.vendor, at=now())
        asked = request.query_params.get("component")
        keys = [one.pk for one in seen if asked in (None, one.slug)]
        rows = BackupRun.objects.newest().filter(component__in=keys).select_related("component")
        pages = NewestFirst()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(BackupRunSerializer(page, many=True).data)

    @answers(BackupRunSerializer, takes=RunSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Record one; the same said again answers with the same."""
        by = keeper(portal_of(request))
        if by is None:
            raise Refusal("You cannot record backups here.", code="not_allowed")
        sent = RunSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        said = dict(sent.validated_data)
        component = Component.objects.running(now().date()).filter(slug=said["component"]).first()
        if component is None:
            raise ValidationError({"component": ["There is no such component."]})
        run = Run(
            kind=said["kind"],
            started_at=said["started_at"].replace(microsecond=0),
            ended_at=said["ended_at"].replace(microsecond=0),
            size=said.get("bytes"),
            is_good=said["is_good"],
            evidence=said["evidence"],
        )
        made = record_backup(by=by, component=component, run=run, at=now())
        return Response(BackupRunSerializer(made).data, status=201)
