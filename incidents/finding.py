"""Finding what a page is about, and what its reader is there; 404 for what they may not see."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404

from contracts.models import Instance
from contracts.views.finding import allowed
from incidents.domain.numbering import read_number
from incidents.models import ChangeRequest, InboundMail, Incident, Problem
from incidents.pages.problems import listed
from incidents.topics import may_request
from knowledgebase.models import ForumTopic
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest


def find(request: PortalRequest, number: str) -> Incident:
    """Return the incident of that number that this person may see, or answer 404."""
    try:
        wanted = read_number(number, request.vendor.number_prefix)
    except Refusal:
        raise Http404 from None
    # In one statement with all that is joined to it, PostgreSQL plans for longer than it reads.
    seen = Incident.objects.visible_to(request.memberships).filter(number=wanted)
    seen = seen.select_related("customer", "owner", "reporter", "contract").with_agreement()
    instances = Instance.objects.select_related("product")
    incident = seen.prefetch_related(Prefetch("instance", instances)).first()
    if incident is None:
        raise Http404
    incident.vendor = request.vendor  # the same row
    return incident


def membership_for(request: PortalRequest, incident: Incident) -> Membership:
    """Return what the reader is for this incident; staff first."""
    ranked = sorted(request.memberships, key=lambda membership: not membership.is_staff_side)
    return next(m for m in ranked if m.is_staff_side or m.customer_id == incident.customer_id)


def able(request: PortalRequest, act: Act) -> Membership:
    """Return the membership that allows an act; to everybody else there is nothing here: 404."""
    membership = allowed(request, act)
    if membership is None:
        raise Http404
    return membership


def find_problem(request: PortalRequest, number: int) -> Problem:
    """Return a problem that this person may see, or answer 404."""
    rows = Problem.objects.visible_to(request.memberships).filter(number=number)
    found = listed(request.memberships, rows.select_related("vendor", "reported_by")).first()
    if found is None:
        raise Http404
    return found


def topic_asker(request: PortalRequest) -> Membership:
    """Return the membership that makes topics of the forum requests; 404 for those who do not."""
    found = next((one for one in request.memberships if may_request(one)), None)
    if found is None or not request.vendor.has_forum:
        raise Http404
    return found


def find_topic(topic: int) -> ForumTopic:
    """Return a topic of the forum that is not hidden, or answer 404."""
    found = ForumTopic.objects.shown().filter(pk=topic).first()
    if found is None:
        raise Http404
    return found


def find_change(request: PortalRequest, number: int) -> ChangeRequest:
    """Return a change of the vendor's, or answer 404; only its own people come here."""
    rows = ChangeRequest.objects.filter(vendor=request.vendor, number=number)
    found = rows.with_names().first()
    if found is None:
        raise Http404
    return found


def find_mail(request: PortalRequest, pk: int) -> InboundMail:
    """Return one of this vendor's mails, or answer 404."""
    rows = InboundMail.objects.filter(vendor=request.vendor)
    named = rows.select_related("source", "incident__vendor", "person", "decided_by", "vendor")
    return get_object_or_404(named, pk=pk)
