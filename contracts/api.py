"""Releases and instances through the API, to be read: the pages' own answers as JSON (CO-10)."""

from datetime import date
from typing import Any, Required, TypedDict, cast

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.domain.lifecycle import Standing
from contracts.models import Instance, Release
from contracts.shelves import instance_rows
from contracts.standings import Shelf, lifecycle_of, published_of, today_at
from portal.web.described import Listing, answers
from portal.web.http import PortalRequest, now


class LifeShape(TypedDict, total=False):
    """Where a release stands in its life; nothing where the agreement has no such rules."""

    stage: str
    stage_since: date | None
    next_stage: str | None
    next_stage_on: date | None
    is_measured: bool


class ReleaseShape(LifeShape):
    """A release as a row."""

    product: Required[str]
    number: Required[str]
    kind: Required[str]
    published_on: Required[date]


class InstanceShape(LifeShape):
    """An instance with where its release stands."""

    customer: Required[str]
    product: Required[str]
    kind: Required[str]
    name: Required[str]
    release: Required[str]
    time_zone: Required[str]
    upgrades: Required[list[str]]


class Pages(PageNumberPagination):
    page_size = 50


class Releases(APIView):
    """The releases of the vendor's products; contacts see those of products they have."""

    @answers(ReleaseShape, listing=Listing.NUMBERED)
    def get(self, request: Request) -> Response:
        """List them by product, the newest first."""
        portal = _portal(request)
        rows = Release.objects.filter(vendor=portal.vendor).select_related("product")
        if not _is_staff(portal):
            rows = rows.filter(product__in=_own_instances(portal).values("product"))
        pages = Pages()
        page = cast("list[Release]", pages.paginate_queryset(rows, request, view=self))
        today = today_at(portal.vendor, now())
        rules = lifecycle_of(portal.vendor, today)
        shelf = Shelf(published_of({row.product_id for row in page}), {}, today)
        found: list[ReleaseShape] = [
            {
                "product": row.product.name,
                "number": str(row),
                "kind": row.kind,
                "published_on": row.published_on,
                **_life(shelf.standing(row.product_id, row.number, rules) if rules else None),
            }
            for row in page
        ]
        return pages.get_paginated_response(found)


class Instances(APIView):
    """The instances a person may see, with where their releases stand."""

    @answers(InstanceShape, listing=Listing.NUMBERED)
    def get(self, request: Request) -> Response:
        """List those that run."""
        portal = _portal(request)
        pages = Pages()
        rows = _own_instances(portal).with_names()
        page = cast("list[Instance]", pages.paginate_queryset(rows, request, view=self))
        found: list[InstanceShape] = [
            {
                "customer": row.instance.contract.customer.name,
                "product": row.instance.product.name,
                "kind": row.instance.kind,
                "name": row.instance.name,
                "release": row.instance.release,
                "time_zone": row.instance.time_zone or row.instance.contract.customer.time_zone,
                "upgrades": [str(number) for number in row.upgrades],
                **_life(row.standing),
            }
            for row in instance_rows(page, today_at(portal.vendor, now()))
        ]
        return pages.get_paginated_response(found)


def _own_instances(portal: PortalRequest) -> Any:  # a queryset of the model's own class
    rows = Instance.objects.running().filter(vendor=portal.vendor).order_by("pk")
    if _is_staff(portal):
        return rows
    return rows.filter(contract__customer__in=[one.customer_id for one in portal.memberships])


def _life(standing: Standing | None) -> LifeShape:
    if standing is None:
        return {}
    return {
        "stage": standing.stage,
        "stage_since": standing.since,
        "next_stage": standing.changes_to,
        "next_stage_on": standing.changes_on,
        "is_measured": standing.is_measured,
    }


def _is_staff(portal: PortalRequest) -> bool:
    return any(one.is_staff_side for one in portal.memberships)


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)
