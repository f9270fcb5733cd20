"""An incident's clocks as data: every figure with its derivation (CO-06, CO-10)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NotRequired, TypedDict, cast

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.fields import DateTimeField
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.finding import find, membership_for
from incidents.queries import deeds_for
from portal.web.described import answers
from portal.web.http import PortalRequest, now
from sla.explanation import ClockShape, NoClockShape, as_data
from sla.queries import ClockNote, ClockView, clocks_if_answered, clocks_shown
from sla.severity_change import changed


class ClocksShape(TypedDict):
    """The clocks of an incident; `answered_at` where it was asked for."""

    clocks: list[ClockShape | NoClockShape]
    answered_at: NotRequired[datetime]


class ChangedClockShape(TypedDict):
    """A clock as it is, and as it would be."""

    before: ClockShape | NoClockShape
    after: ClockShape | NoClockShape


class PreviewShape(TypedDict):
    """What another severity would do to each clock."""

    severity: str
    clocks: list[ChangedClockShape]


class Clocks(APIView):
    """The clocks of one incident, now or as an answer would leave them."""

    @answers(ClocksShape, query={"answered_at": "An instant from now on, with its offset."})
    def get(self, request: Request, number: str) -> Response:
        """Show them; `answered_at` asks where the customer's answer then would put them."""
        incident = find(cast("PortalRequest", request._request), number)
        asked = request.query_params.get("answered_at")
        if asked is None:
            return Response(_said(clocks_shown(incident, now())))
        answered_at = DateTimeField().run_validation(asked)
        if answered_at < now():
            raise ValidationError({"answered_at": ["Ask about an instant from now on."]})
        clocks = clocks_if_answered(incident, answered_at)
        return Response(_said(clocks) | {"answered_at": answered_at})


class SeverityPreview(APIView):
    """What another severity would do to the clocks of one incident; nothing is saved (LU-12)."""

    @answers(PreviewShape, query={"severity": "The key of the severity to try; needed."})
    def get(self, request: Request, number: str) -> Response:
        """Show each clock before and after, to those who could change the severity."""
        portal = cast("PortalRequest", request._request)
        incident = find(portal, number)
        if "set_severity" not in deeds_for(incident, membership_for(portal, incident)):
            raise Http404
        wanted = request.query_params.get("severity", "")
        known = incident.agreement.terms.severities
        if wanted not in known:
            raise ValidationError({"severity": [f"Choose one of: {', '.join(known)}."]})
        pairs = changed(incident, wanted, now())
        said: PreviewShape = {
            "severity": wanted,
            "clocks": [
                {"before": as_data(one.before), "after": as_data(one.after)} for one in pairs
            ],
        }
        return Response(said)


def _said(clocks: Iterable[ClockView | ClockNote]) -> ClocksShape:
    return {"clocks": [as_data(one) for one in clocks]}
