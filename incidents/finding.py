"""Finding the incident a page is about, and what its reader is there."""

from django.http import Http404

from incidents.domain.numbering import read_number
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.web.http import PortalRequest


def find(request: PortalRequest, number: str) -> Incident:
    """Return the incident of that number that this person may see, or answer 404."""
    try:
        wanted = read_number(number, request.vendor.number_prefix)
    except Refusal:
        raise Http404 from None
    seen = Incident.objects.visible_to(request.memberships).with_names()
    incident = seen.select_related("instance__product").filter(number=wanted).first()
    if incident is None:
        raise Http404
    return incident


def membership_for(request: PortalRequest, incident: Incident) -> Membership:
    """Return what the reader is for this incident; staff first."""
    ranked = sorted(request.memberships, key=lambda membership: not membership.is_staff_side)
    return next(m for m in ranked if m.is_staff_side or m.customer_id == incident.customer_id)
