"""A person's inbox and preferences through the API: the same services as the pages (CO-10)."""

from typing import Any, TypedDict

from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.notify import inbox, preferring
from portal.notify.models import Notification, NotificationPreference
from portal.notify.preferring import Choice
from portal.notify.topics import Topic
from portal.tenancy.models import Membership
from portal.web.described import Listing, answers
from portal.web.http import now
from portal.web.sent_data import portal_of


class NotificationSerializer(serializers.ModelSerializer[Notification]):
    """One row of the inbox; explicit fields, so that a new column is not published by accident."""

    class Meta:
        model = Notification
        fields = ("id", "topic", "title", "said", "path", "is_urgent", "at", "read_at")
        read_only_fields = fields


class ReadingSerializer(serializers.Serializer[Any]):
    """Up to which notification all has been read."""

    up_to = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class PreferenceSerializer(serializers.Serializer[Any]):
    """What is switched off, by topic, and when mail waits."""

    mail_off = serializers.MultipleChoiceField(choices=Topic.choices)
    portal_off = serializers.MultipleChoiceField(choices=Topic.choices)
    quiet_from = serializers.TimeField(allow_null=True)
    quiet_until = serializers.TimeField(allow_null=True)
    quiet_zone = serializers.CharField(allow_blank=True, max_length=50)


class ReadShape(TypedDict):
    """How many were marked read, and how many are not."""

    read: int
    unread: int


class NewestFirst(CursorPagination):
    ordering = ("-at", "-pk")
    page_size = 50


class Notifications(APIView):
    """What the person was told, the newest first; `?show=unread` leaves out what was read."""

    @answers(
        NotificationSerializer,
        listing=Listing.CURSOR,
        query={"show": "`unread` leaves out what was read."},
        more={"unread": {"type": "integer"}},
    )
    def get(self, request: Request) -> Response:
        """List it, with how much is unread."""
        portal = portal_of(request)
        rows = Notification.objects.shown_to(portal.memberships)
        if request.query_params.get("show") == "unread":
            rows = rows.unread()
        pages = NewestFirst()
        page = pages.paginate_queryset(rows, request, view=self)
        answer = pages.get_paginated_response(NotificationSerializer(page, many=True).data)
        answer.data["unread"] = inbox.unread_count(portal.memberships)
        return answer


class Reading(APIView):
    """Marking read what was fetched."""

    @answers(ReadShape, takes=ReadingSerializer)
    def post(self, request: Request) -> Response:
        """Mark all up to a notification read; what has come since stays unread."""
        said = ReadingSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        memberships = portal_of(request).memberships
        count = inbox.read_all(
            memberships=memberships, up_to=said.validated_data["up_to"], at=now()
        )
        answer: ReadShape = {"read": count, "unread": inbox.unread_count(memberships)}
        return Response(answer)


class Preferences(APIView):
    """What the person is told at this vendor, which way, and when."""

    @answers(PreferenceSerializer)
    def get(self, request: Request) -> Response:
        """Show it."""
        by = _most_told(request)
        return Response(_shown(preferring.preference_of(by)))

    @answers(PreferenceSerializer, takes=PreferenceSerializer)
    def put(self, request: Request) -> Response:
        """Choose it anew, as a whole."""
        said = PreferenceSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        choice = Choice(
            mail_off=[Topic(one) for one in said.validated_data["mail_off"]],
            portal_off=[Topic(one) for one in said.validated_data["portal_off"]],
            quiet_from=said.validated_data["quiet_from"],
            quiet_until=said.validated_data["quiet_until"],
            quiet_zone=said.validated_data["quiet_zone"],
        )
        return Response(_shown(preferring.choose(by=_most_told(request), choice=choice, at=now())))


def _shown(kept: NotificationPreference) -> dict[str, Any]:
    return {
        "mail_off": sorted(kept.mail_off),
        "portal_off": sorted(kept.portal_off),
        "quiet_from": kept.quiet_from,
        "quiet_until": kept.quiet_until,
        "quiet_zone": kept.quiet_zone,
    }


def _most_told(request: Request) -> Membership:
    memberships = portal_of(request).memberships
    return max(memberships, key=lambda membership: membership.is_staff_side)
