"""ZIP files of reports through the API, by the pages' own services (CO-10)."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.kernel.month import Month
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from reports.bundles.asking import ask_again, asking
from reports.bundles.making import start_bundle
from reports.bundles.shapes import ReportFileShape
from reports.bundles.views import counted, issuer, percent_of

MOST = 100
MONTH = {"month": {"type": "string", "description": "Such as 2026-06."}}


class ReportFiles(APIView):
    """The ZIP files there are."""

    @answers(ReportFileShape, listing=Listing.RESULTS)
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        issuer(_portal(request))
        return Response({"results": [_row(one) for one in counted()[:MOST]]})

    @answers(ReportFileShape, takes=Body(also=MONTH, needed=("month",)), status=202)
    def post(self, request: Request) -> Response:
        """Begin the file of a month; while one is being made it is that one."""
        by = issuer(_portal(request))
        said = request.data.get("month", "") if isinstance(request.data, dict) else ""
        made = start_bundle(by=by, month=Month.parse(str(said)), at=now())
        asking.begin(made)
        return Response(_row(counted().get(pk=made.pk)), status=202)


class OneReportFile(APIView):
    """How far one file is; its content is at the page's own address."""

    @answers(ReportFileShape)
    def get(self, request: Request, pk: int) -> Response:
        """Show it."""
        issuer(_portal(request))
        bundle = get_object_or_404(counted(), pk=pk)
        ask_again(bundle, now())
        return Response(_row(bundle))


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)


def _row(bundle: Any) -> ReportFileShape:
    return {
        "id": bundle.pk,
        "month": str(bundle.month),
        "state": bundle.state,
        "percent": percent_of(bundle),
        "made": bundle.made,
        "left_out": bundle.refused,
        "size": bundle.size or None,
        "sha256": bundle.sha256 or None,
        "expires_at": bundle.expires_at,
    }
