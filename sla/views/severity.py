"""What a change of severity would do to an incident's clocks, before it is saved (LU-12)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from incidents.classifying import needs_consultation
from incidents.finding import find, membership_for
from incidents.queries import deeds_for
from portal.web.http import PortalRequest, now
from sla.severity_change import changed

LONGEST = 300  # characters that the form has room for


@require_http_methods(["GET", "HEAD", "POST"])
def severity(request: PortalRequest, number: str) -> HttpResponse:
    """Show the clocks before and after; nothing is saved.

    A form is posted here, so that what was agreed stays out of the address; the part that the
    page asks for while one chooses names the severity alone.
    """
    incident = find(request, number)
    membership = membership_for(request, incident)
    if "set_severity" not in deeds_for(incident, membership):
        raise Http404
    terms, at = incident.agreement.terms, now()
    said = request.POST if request.method == "POST" else request.GET
    wanted = terms.severities.get(said.get("severity", ""))
    is_change = wanted is not None and wanted.key != incident.severity
    context = {
        "incident": incident,
        "membership": membership,
        "terms": terms,
        "severity": terms.severities[incident.severity],
        "wanted": wanted,
        "whom": incident.customer.name if membership.is_staff_side else "you",
        "changed": changed(incident, wanted.key, at) if wanted and is_change else [],
        "consultation": said.get("consultation", "").replace("\x00", "")[:LONGEST],
        "consults": needs_consultation(membership, terms.severity_policy),
        "at": at,
    }
    part = "sla/parts/severity_change.html" if request.htmx else "sla/severity_preview.html"
    return render(request, part, context)
