"""The portfolio through the API: the page's own rows (CO-10)."""

from typing import cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.web.described import Listing, answers
from portal.web.http import PortalRequest
from reports.portfolio.figures import Held
from reports.portfolio.shapes import HeldShape
from reports.portfolio.views import VIEWS, rows_for, view_asked

KNOWN = ", ".join(key for key in VIEWS if key)


class Portfolio(APIView):
    """Where the vendor's running contracts stand this month."""

    @answers(HeldShape, listing=Listing.RESULTS, query={"view": f"Only some of them: {KNOWN}."})
    def get(self, request: Request) -> Response:
        """List them, the worst first."""
        portal = cast("PortalRequest", request._request)
        rows = rows_for(portal, view_asked(portal))
        return Response({"results": list(map(_row, rows))})


def _row(one: Held) -> HeldShape:
    contract = one.contract
    return {
        "contract": contract.pk,
        "customer": contract.customer.name,
        "tier": contract.tier_name,
        "manager": str(one.manager.person) if one.manager else None,
        "signs": [
            {"key": sign.key, "words": sign.words, "is_grave": sign.is_grave} for sign in one.signs
        ],
        "attainment_percent": one.attained or None,
        "met": one.count.met,
        "counted": one.count.counted,
        "aim_percent": one.aim_percent or None,
        "availability_percent": one.percent or None,
        "target_percent": one.target or None,
        "allowance_left_seconds": one.budget_left,
        "criticals_open": one.criticals,
        "escalated": one.escalations,
        "activities_overdue": one.late,
        "standing": list(one.standing.reasons),
        "credits_due": one.owed or None,
        "chronic": one.chronic_words or None,
        "ends_on": contract.ends_on,
        "days_left": one.days_left,
    }
