"""The page of one incident, for both sides of the desk."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.domain.workflow import WaitingOn
from incidents.domain.lifecycle import Stage, stage_of
from incidents.finding import find, membership_for
from incidents.forms import ClosureForm, SeverityForm, TextForm
from incidents.models import Incident
from incidents.queries import deeds_for, status_of, story
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@require_safe
def detail(request: PortalRequest, number: str) -> HttpResponse:
    """Show an incident: whose turn it is, its clocks, its story, and what can be done."""
    return page(request, find(request, number))


def page(
    request: PortalRequest,
    incident: Incident,
    *,
    problem: str = "",
    failed: str = "",
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page; after a refusal with what was typed still in its place."""
    membership = membership_for(request, incident)
    context = frame(incident, membership) | {
        "problem": problem,
        "failed": failed,
        "typed": typed or {},
        "at": now(),
    }
    return render(request, "incidents/detail.html", context, status=status)


def frame(incident: Incident, membership: Membership) -> dict[str, Any]:
    """Return what the page of this incident shows to this person."""
    terms = incident.contract.agreement.terms
    status = status_of(incident)
    return {
        "incident": incident,
        "membership": membership,
        "terms": terms,
        "severity": terms.severities[incident.severity],
        "category": next(c for c in terms.categories if c.key == incident.category),
        "station": status,
        "with_vendor": status.waiting_on is WaitingOn.VENDOR,
        "with_customer": status.waiting_on is WaitingOn.CUSTOMER,
        "story": story(incident, for_staff=may(membership, Act.READ_NOTES)),
        "deeds": deeds_for(incident, membership),
        "form": TextForm(),
        "severity_form": SeverityForm(incident=incident, initial={"severity": incident.severity}),
        "closure_form": ClosureForm(incident=incident),
        "stations": [
            known
            for known in terms.workflow.statuses
            if stage_of(known.key) in {Stage.WORKING, Stage.AWAITING_THIRD_PARTY}
            and known.key != incident.status
        ],
    }
