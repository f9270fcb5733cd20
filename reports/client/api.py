"""The incident report through the API: the page's own figures (CO-10)."""

from typing import cast

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.web.described import answers
from portal.web.http import PortalRequest, now
from reports.client.asking import asked, report_for
from reports.client.document import document_of
from reports.monthly.parts import as_data
from reports.monthly.shapes import ReportShape


class ClientReport(APIView):
    """What of a customer's is open, and what was closed in a period."""

    @answers(
        ReportShape,
        query={
            "customer": "Its key; contacts of one customer need none.",
            "since": "The first day, such as 2026-06-01; else since the last report.",
            "until": "The last day; else today.",
        },
    )
    def get(self, request: Request) -> Response:
        """Show figures and incidents, as in every other form of the report."""
        portal = cast("PortalRequest", request._request)
        at = now()
        form, wanted = asked(portal, at)
        if wanted is None:
            raise ValidationError(form.errors.get_json_data())
        return Response(as_data(document_of(report_for(portal, wanted, at), portal.vendor)))
