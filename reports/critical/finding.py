"""Finding the report that an address names, as far as its reader may see it; else 404."""

from django.http import Http404

from incidents.models import Incident
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest
from reports.critical.reading import Shown, of_draft, of_issue
from reports.domain.critical import State
from reports.models import CriticalReport


def is_inside(request: PortalRequest) -> bool:
    """Say whether the reader is one of the vendor's own people."""
    return any(may(one, Act.READ_NOTES) for one in request.memberships)


def report_of(request: PortalRequest, incident: Incident) -> CriticalReport | None:
    """Return an incident's report where this reader may know of it; the incident is theirs."""
    rows = CriticalReport.objects.visible_to(request.memberships).filter(incident=incident)
    found = rows.select_related("approved_by", "vendor").first()
    if found is not None:
        found.incident = incident
    return found


def issue_of(report: CriticalReport, number: int) -> Shown:
    """Return a published issue, or answer 404."""
    issue = report.issues.filter(number=number).first()
    if issue is None:
        raise Http404
    return of_issue(issue, report.published)


def draft_of(request: PortalRequest, report: CriticalReport) -> Shown:
    """Return what is being written; to customers, and once it is published, answer 404."""
    if not is_inside(request) or report.state == State.PUBLISHED:
        raise Http404
    return of_draft(report)


def shown_of(request: PortalRequest, report: CriticalReport) -> Shown:
    """Return what this reader reads first: what is being written, or the newest issue."""
    if is_inside(request) and report.state != State.PUBLISHED:
        return of_draft(report)
    return issue_of(report, report.published)
