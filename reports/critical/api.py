"""Reports of critical incidents through the API, by the pages' own services (LU-05, CO-10)."""

from datetime import datetime
from typing import Annotated, Any, NotRequired, TypedDict, cast

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.finding import able, find
from incidents.models import Incident
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from reports.critical.deeds import NOUNS, by_whom
from reports.critical.finding import is_inside, report_of, shown_of
from reports.critical.forms import SectionsForm, SomeSectionsForm
from reports.critical.writing import draft
from reports.domain.critical import HEADINGS
from reports.domain.facts import Facts
from reports.models import LONGEST_CHANGES, LONGEST_SECTION, CriticalReport

# Sections that are not sent stay as they are.
SECTIONS = {
    key: {"type": "string", "maxLength": longest, "description": words}
    for key, words, longest in (
        *((key.value, words, LONGEST_SECTION) for key, words in HEADINGS.items()),
        ("changes", "What is corrected; from the second issue on.", LONGEST_CHANGES),
    )
}


DONE = {
    "sections": "Save what people write of it.",
    "facts": "Draw the facts again from the incident's timeline.",
    "submission": "Hand it in for approval.",
    "approval": "Approve it.",
    "returning": "Return it to its writers.",
    "publication": "Publish it to the customer.",
    "correction": "Begin the next issue.",
}


class CriticalRowShape(TypedDict):
    """A report as a row; what is being written is told to the vendor's own people alone."""

    incident: str
    title: str
    customer: str
    published: int | None
    issue: NotRequired[int]
    state: NotRequired[str]
    revision: NotRequired[int]


class SupersededShape(TypedDict):
    """The issue that an issue takes the place of."""

    issue: int
    digest: str


class CriticalReportShape(CriticalRowShape):
    """An issue of a report with all that it says."""

    facts: Annotated[dict[str, Any], Facts]
    facts_at: datetime
    sections: dict[str, str]
    corrects: str
    written_by: list[str]
    approved_by: str
    published_by: str
    published_at: datetime | None
    digest: str
    supersedes: Annotated[dict[str, Any], SupersededShape] | None


class Pages(PageNumberPagination):
    page_size = 50


class Reports(APIView):
    """The reports that a person may read."""

    @answers(CriticalRowShape, listing=Listing.NUMBERED)
    def get(self, request: Request) -> Response:
        """List them, the newest first."""
        portal = _portal(request)
        rows = CriticalReport.objects.visible_to(portal.memberships).with_names()
        pages = Pages()
        found = cast("list[CriticalReport]", pages.paginate_queryset(rows, request, view=self))
        return pages.get_paginated_response([_row(one, portal) for one in found])


class OneReport(APIView):
    """The report of one incident, as far as its reader may know it."""

    @answers(CriticalReportShape)
    def get(self, request: Request, number: str) -> Response:
        """Show what is being written to the vendor's people, the newest issue to customers."""
        portal = _portal(request)
        return Response(_answer(portal, find(portal, number)))

    @answers(CriticalReportShape, status=201)
    def post(self, request: Request, number: str) -> Response:
        """Draft it from the incident's timeline."""
        portal = _portal(request)
        incident = find(portal, number)
        draft(by=able(portal, Act.WORK_ON_INCIDENTS), incident=incident, at=now())
        return Response(_answer(portal, incident), status=201)


class ReportDeed(APIView):
    """What is done to a report, by the pages' nouns; `revision` is the one its caller read."""

    @answers(
        CriticalReportShape,
        nouns={
            key: Body(
                of=one.form, also=SECTIONS if one.form is SectionsForm else {}, words=DONE[key]
            )
            for key, one in NOUNS.items()
        },
    )
    def post(self, request: Request, number: str, noun: str) -> Response:
        """Do it."""
        portal = _portal(request)
        incident = find(portal, number)
        found = report_of(portal, incident)
        if found is None or noun not in NOUNS or not is_inside(portal):
            raise Http404
        what = NOUNS[noun]
        by = by_whom(portal.memberships, what)
        if by is None:
            raise Http404
        kind = SomeSectionsForm if what.form is SectionsForm else what.form
        form = kind(request.data if isinstance(request.data, dict) else {}, report=found)
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        what.do(found, by, form, now())
        return Response(_answer(portal, incident))


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)


def _row(report: CriticalReport, portal: PortalRequest) -> CriticalRowShape:
    row: CriticalRowShape = {
        "incident": str(report.incident),
        "title": report.incident.title,
        "customer": report.incident.customer.name,
        "published": report.published or None,
    }
    if is_inside(portal):
        row["issue"], row["state"] = report.issue, report.state
        row["revision"] = report.revision
    return row


def _answer(portal: PortalRequest, incident: Incident) -> CriticalReportShape:
    report = report_of(portal, incident)
    if report is None:
        raise Http404
    shown = shown_of(portal, report)
    return {
        **_row(report, portal),
        "issue": shown.number,
        "facts": shown.facts.packed(),
        "facts_at": shown.facts_at,
        "sections": {part.key: part.text for part in shown.parts},
        "corrects": shown.corrects,
        "written_by": list(shown.written_by),
        "approved_by": shown.approved_by,
        "published_by": shown.published_by,
        "published_at": shown.published_at,
        "digest": shown.digest,
        "supersedes": dict(shown.supersedes) if shown.supersedes else None,
    }
