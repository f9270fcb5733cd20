"""The page of a quarterly review's pack, to be read and printed."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from contracts.models import Activity
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now
from reports.review_pack import pack_for


@require_safe
def review_pack(request: PortalRequest, pk: int) -> HttpResponse:
    """Show the service history of the quarter that a review is about."""
    if not any(may(membership, Act.FOLLOW_INCIDENTS) for membership in request.memberships):
        raise Http404
    rows = Activity.objects.visible_to(request.memberships).with_names()
    activity = get_object_or_404(rows, pk=pk, has_review_pack=True)
    pack = pack_for(activity, request.memberships, now())
    context = {
        "activity": activity,
        "pack": pack,
        "figures": pack.figures if pack else None,
        "trend": pack.trend if pack else None,
        "asked": {"month": pack.month} if pack else None,  # what the drawing's title names
    }
    return render(request, "reports/review_pack.html", context)
