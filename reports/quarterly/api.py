"""Quarterly reviews' packs through the API, by the pages' own services (CO-10)."""

from typing import cast

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.described import Body, answers
from portal.web.http import PortalRequest, now
from reports.monthly.parts import as_data
from reports.monthly.shapes import ReportShape
from reports.quarterly.document import review_of
from reports.quarterly.issuing import issue_review
from reports.quarterly.shapes import IssuedReviewShape
from reports.review_page import activity_seen


class Review(APIView):
    """The pack of one review, by the review's activity."""

    @answers(ReportShape)
    def get(self, request: Request, pk: int) -> Response:
        """Show it as it stands."""
        activity = activity_seen(_portal(request), pk)
        try:
            report = review_of(activity.contract, activity.period_from, activity.due, at=now())
        except Refusal:
            raise Http404 from None
        return Response(as_data(report))

    @answers(IssuedReviewShape, takes=Body(), status=201)
    def post(self, request: Request, pk: int) -> Response:
        """Issue it; one that is issued already is answered as it is."""
        portal = _portal(request)
        activity = activity_seen(portal, pk)
        by = allowed(portal, Act.ISSUE_REPORTS)
        if by is None:
            raise Http404
        first, last = activity.period_from, activity.due
        made = issue_review(
            by=by, contract=activity.contract, first_day=first, last_day=last, at=now()
        )
        said = {"number": str(made), "period": made.period, "hash": made.hash}
        return Response(said | {"report": made.data}, status=201)


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)
