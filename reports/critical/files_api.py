"""The documents of critical incidents' reports through the API: a draft's, and each issue's."""

from typing import Any

from django.http import Http404, HttpResponse
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents.finding import find
from portal.web.described import FILE, answers
from portal.web.http import PortalRequest
from portal.web.sent_data import portal_of
from reports.critical.finding import draft_of, issue_of, report_of
from reports.critical.giving import given_out
from reports.models import CriticalReport


class Document(APIView):
    """A PDF; problems are told as JSON."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Answer whatever is accepted: a document is of its own kind."""
        del force
        return super().perform_content_negotiation(request, force=True)


class DraftDocument(Document):
    """What is being written, for the vendor's own people."""

    @answers(FILE)
    def get(self, request: Request, number: str) -> HttpResponse:
        """Give it out as a PDF that says that it is a draft."""
        portal = portal_of(request)
        found = _found(portal, number)
        return given_out(portal, found, draft_of(portal, found))


class IssueDocument(Document):
    """An issue as it was published."""

    @answers(FILE)
    def get(self, request: Request, number: str, issue: int) -> HttpResponse:
        """Give it out as a PDF."""
        portal = portal_of(request)
        found = _found(portal, number)
        return given_out(portal, found, issue_of(found, issue))


def _found(portal: PortalRequest, number: str) -> CriticalReport:
    report = report_of(portal, find(portal, number))
    if report is None:
        raise Http404
    return report
