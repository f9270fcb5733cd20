"""The vendor's escalations by level, with what is owed on each (LU-22)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.pages.duties import standing_by_level
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_safe
def escalations(request: PortalRequest) -> HttpResponse:
    """Show who holds what is escalated and what they owe, overdue first; the vendor's own."""
    if not any(may(one, Act.READ_NOTES) for one in request.memberships):
        raise Http404
    levels = standing_by_level(now())
    rows = [one for level in levels for one in level.standing]
    context = {"levels": levels, "count": len(rows), "over": sum(one.is_over for one in rows)}
    return render(request, "incidents/escalations.html", context)
