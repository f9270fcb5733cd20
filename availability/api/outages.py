"""Outages through the API: the same services as the pages, JSON in and out (CO-10)."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, NoReturn

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from availability.api.outage_data import (
    OneOutageShape,
    OutageShape,
    exclusion_as_data,
    outage_as_data,
    version_as_data,
)
from availability.finding import able, exclusions_seen, find_outage, touched_by
from availability.forms.outages import MOST_USERS
from availability.models import Component, Effect, Service
from availability.models.outage import LONGEST_TITLE
from availability.outage_list import listed, read_filters
from availability.services.outages import correct_outage, declare_outage
from availability.stated import LONGEST_TEXT, OutageFacts
from contracts.views.finding import is_staff
from portal.tenancy.models import Customer
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, Properties, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, number_in, portal_of, text_in

FIRST_YEAR, LAST_YEAR = 2000, 2200
LONGEST_SOURCE, LONGEST_SOURCE_ID = 40, 200


ORIGIN = {
    "source": {"type": "string", "maxLength": LONGEST_SOURCE},
    "source_id": {"type": "string", "maxLength": LONGEST_SOURCE_ID},
}
BETTER: Properties = {"reason": {"type": "string"}, "based_on": {"type": ["integer", "null"]}}


class Pages(PageNumberPagination):
    page_size = 50


class InstantField(serializers.DateTimeField):
    """An instant with its offset; whole seconds count."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse a time on the wall: it is no instant."""
        if value.tzinfo is None or not FIRST_YEAR <= value.year < LAST_YEAR:
            self._refuse()
        return value.astimezone(UTC).replace(microsecond=0)

    def _refuse(self) -> NoReturn:
        said = "Give an instant with its offset, such as 2026-03-02T14:30:00Z."
        raise ValidationError([said])


def _text() -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")


def _perhaps() -> InstantField:
    return InstantField(allow_null=True, default=None)


def _users() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=MOST_USERS, allow_null=True, default=None
    )


class OutageSerializer(serializers.Serializer[Any]):
    """An outage as stated; components by their slugs, customers by their keys."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    starts_at = InstantField()
    ends_at = _perhaps()
    kind = serializers.ChoiceField(choices=Effect.choices, default=Effect.UNAVAILABLE.value)
    ordinary_functions_out = serializers.BooleanField(default=False)
    components = serializers.ListField(child=serializers.SlugField(), allow_empty=False)
    customers = serializers.ListField(child=serializers.IntegerField(), default=list)
    cause = _text()
    corrective_taken = _text()
    corrective_planned = _text()
    last_ok_at = _perhaps()
    first_fail_at = _perhaps()
    last_fail_at = _perhaps()
    first_ok_at = _perhaps()
    restored_at = _perhaps()
    data_lost_from = _perhaps()
    data_lost_to = _perhaps()
    users_affected = _users()
    users_total = _users()

    def validate_components(self, slugs: list[str]) -> list[Component]:
        """Return the components of these slugs."""
        rows = Component.objects.filter(vendor=self.context["vendor"], slug__in=slugs)
        return _all({row.slug: row for row in rows.with_service()}, slugs)

    def validate_customers(self, keys: list[int]) -> list[Customer]:
        """Return the customers of these keys."""
        rows = Customer.objects.filter(vendor=self.context["vendor"], pk__in=keys)
        return _all({row.pk: row for row in rows}, keys)


class Outages(APIView):
    """The outages a person may see, and declaring one."""

    @answers(
        OutageShape,
        listing=Listing.NUMBERED,
        query={
            "state": "As on the page of outages.",
            "month": "Such as 2026-03.",
            "service": "Its short name.",
        },
    )
    def get(self, request: Request) -> Response:
        """List them, the last to begin first; `state`, `month` and `service` leave some out."""
        portal = portal_of(request)
        services = list(Service.objects.filter(vendor=portal.vendor))
        filters = read_filters(request.query_params, services, is_staff=is_staff(portal))
        if filters.fault:
            raise ValidationError({"month": [filters.fault]})
        rows = listed(portal.memberships, filters, portal.user.time_zone)
        pages = Pages()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([outage_as_data(one, portal) for one in page])

    @answers(OneOutageShape, takes=Body(of=OutageSerializer, also=ORIGIN), status=201)
    def post(self, request: Request) -> Response:
        """Declare one; with `source` and `source_id` it is taken once."""
        portal = portal_of(request)
        by, data = able(portal, Act.DECLARE_OUTAGE), data_of(request)
        outage = declare_outage(
            by=by,
            facts=_stated(OutageSerializer(data=data, context={"vendor": portal.vendor})),
            source=text_in(data, "source", longest=LONGEST_SOURCE),
            source_id=text_in(data, "source_id", longest=LONGEST_SOURCE_ID),
            at=now(),
        )
        return Response(_one(portal, outage.number), status=201)


class OneOutage(APIView):
    """One outage with its versions and exclusions."""

    @answers(OneOutageShape)
    def get(self, request: Request, outage: int) -> Response:
        """Show it."""
        return Response(_one(portal_of(request), outage))


class Corrections(APIView):
    """What is known better of an outage: another version of it."""

    @answers(
        OneOutageShape,
        takes=Body(of=OutageSerializer, also=BETTER, needed=("reason",), is_partial=True),
    )
    def post(self, request: Request, outage: int) -> Response:
        """Write one: the fields that are sent replace what is known; `reason` is needed.

        With `based_on`, the number of the version that was read, nothing is written if another
        came after it.
        """
        portal = portal_of(request)
        by, data = able(portal, Act.DECLARE_OUTAGE), data_of(request)
        found = find_outage(portal, outage)
        context = {"vendor": portal.vendor}
        sent = OutageSerializer(data=data, partial=True, context=context)
        correct_outage(
            by=by,
            outage=found,
            facts=_stated(sent, OutageFacts.of(found.current)),
            reason=text_in(data, "reason", longest=LONGEST_TEXT),
            based_on=number_in(data, "based_on"),
            at=now(),
        )
        return Response(_one(portal, outage))


def _stated(sent: OutageSerializer, known: OutageFacts | None = None) -> OutageFacts:
    sent.is_valid(raise_exception=True)
    said = {
        one.name: sent.validated_data[one.name]
        for one in fields(OutageFacts)
        if one.name in sent.validated_data
    }
    return replace(known, **said) if known else OutageFacts(**said)


def _one(portal: PortalRequest, number: int) -> OneOutageShape:
    """Return an outage with what the reader may know of it."""
    outage, at = find_outage(portal, number), now()
    contracts = touched_by(portal, outage, at)
    seen = exclusions_seen(portal, outage, contracts, at)
    versions = outage.versions.with_parts().order_by("number")
    return {
        **outage_as_data(outage, portal),
        "versions": [version_as_data(one, portal) for one in versions],
        "exclusions": [exclusion_as_data(one) for one in seen],
    }


def _all[Row, Key](known: dict[Key, Row], wanted: Iterable[Key]) -> list[Row]:
    missing = [str(key) for key in wanted if key not in known]
    if missing:
        raise ValidationError([f"Not known: {', '.join(missing)}."])
    return [known[key] for key in dict.fromkeys(wanted)]
