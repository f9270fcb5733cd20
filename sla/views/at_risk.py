"""What will be missed within the next hours, for the desk."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now
from sla import at_risk as risks

HOURS = {"1": 1, "2": 2, "4": 4, "8": 8}
USUAL = "4"


@require_safe
def at_risk(request: PortalRequest) -> HttpResponse:
    """Show what runs out within some hours of its own service time, by owner."""
    working = [one for one in request.memberships if may(one, Act.WORK_ON_INCIDENTS)]
    hours = HOURS.get(request.GET.get("hours", USUAL))
    if not working or hours is None:
        raise Http404
    at = now()
    context = {
        "risks": risks.at_risk(working, timedelta(hours=hours), at),
        "hours": hours,
        "choices": list(HOURS.values()),
        "at": at,
    }
    return render(request, "sla/at_risk.html", context)
