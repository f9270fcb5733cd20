"""Monthly SLA reports through the API, by the pages' own services (CO-10, CO-13)."""

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contracts.views.finding import allowed
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.described import Listing, answers
from portal.web.http import PortalRequest, now
from reports.domain.issued import Kind
from reports.models import IssuedReport
from reports.monthly.differences import seen_hash
from reports.monthly.finding import Live, issued_seen, live
from reports.monthly.forms import IssueForm, RestatementForm, VerifyForm
from reports.monthly.issuing import issue_report, restate_report, unfit
from reports.monthly.parts import as_data
from reports.monthly.shapes import IssuedRowShape, IssuedShape, LiveShape, VerdictShape
from reports.monthly.stamp import Stamp
from reports.monthly.verifying import verified


class Pages(PageNumberPagination):
    page_size = 50


class IssuedReports(APIView):
    """The reports that were issued, the newest version of each."""

    @answers(IssuedRowShape, listing=Listing.NUMBERED)
    def get(self, request: Request) -> Response:
        """List them, the latest period first."""
        portal = _portal(request)
        rows = IssuedReport.objects.visible_to(portal.memberships).for_list().newest()
        pages = Pages()
        found = cast("list[IssuedReport]", pages.paginate_queryset(rows, request, view=self))
        return pages.get_paginated_response([_row(one) for one in found])


class ContractReport(APIView):
    """The report of a contract's month."""

    @answers(LiveShape)
    def get(self, request: Request, contract: int, month: str) -> Response:
        """Show the month as it would be reported now."""
        found = live(_portal(request), contract, month, now())
        rows = IssuedReport.objects.of(found.contract, Kind.MONTHLY, str(found.month))
        return Response(_live(found, rows.defer("data").first()))

    @answers(IssuedShape, takes=IssueForm, status=201)
    def post(self, request: Request, contract: int, month: str) -> Response:
        """Issue it; one that is issued already is answered as it is."""
        portal = _portal(request)
        by, at = _issuer(portal), now()
        found = live(portal, contract, month, at)
        said = _sent(IssueForm(_data(request)))
        made = issue_report(by=by, contract=found.contract, month=found.month, at=at, **said)
        return Response(_issued(made), status=201)


class OneIssuedReport(APIView):
    """One version of an issued report."""

    @answers(IssuedShape)
    def get(self, request: Request, report: int, version: int) -> Response:
        """Show what it says."""
        return Response(_issued(issued_seen(_portal(request), report, version)))


class Restating(APIView):
    """Stating an issued report anew."""

    @answers(IssuedShape, takes=RestatementForm, status=201)
    def post(self, request: Request, report: int) -> Response:
        """Issue its next version, which lists what it corrects."""
        portal = _portal(request)
        by = _issuer(portal)
        found = issued_seen(portal, report)
        said = _sent(RestatementForm(_data(request)))
        return Response(_issued(restate_report(by=by, issued=found, at=now(), **said)), status=201)


class Verification(APIView):
    """Whether a hash is that of an issued report."""

    @answers(VerdictShape, takes=VerifyForm)
    def post(self, request: Request) -> Response:
        """Say so; a file is sent as multipart/form-data."""
        portal = _portal(request)
        said = _sent(VerifyForm(_data(request), request.FILES))
        file = said["file"]
        hash_ = "" if file else said["hash"]
        found = verified(portal.memberships, hash_=hash_, content=file.read() if file else b"")
        name = str(found.report) if found.report else None
        return Response({"is_it": found.is_it, "words": found.words, "name": name})


def _portal(request: Request) -> PortalRequest:
    return cast("PortalRequest", request._request)


def _data(request: Request) -> Mapping[str, Any]:
    return request.data if isinstance(request.data, dict) else {}


def _issuer(portal: PortalRequest) -> Membership:
    by = allowed(portal, Act.ISSUE_REPORTS)
    if by is None:
        raise Http404
    return by


def _sent(form: IssueForm | VerifyForm) -> dict[str, Any]:
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form.cleaned_data


def _live(found: Live, issued: IssuedReport | None) -> dict[str, Any]:
    refused = unfit(found.report)
    return {
        "issued": str(issued) if issued else None,
        "seen": seen_hash(found.report),
        "why_not": str(refused) if refused else "",
        "report": as_data(found.report),
    }


def _row(one: IssuedReport) -> dict[str, Any]:
    return {
        "number": one.number,
        "version": one.version,
        "name": str(one),
        "kind": one.kind,
        "contract": one.contract_id,
        "customer": one.contract.customer.name,
        "period": one.period,
        "issued_at": one.issued_at,
        "issued_by": str(one.issued_by or "Sundial"),
        "hash": one.hash,
    }


def _issued(one: IssuedReport) -> dict[str, Any]:
    marks = Stamp.of(one).as_data()
    told = {name: marks[name] for name in ("replaces", "reason", "difference")}
    return _row(one) | told | {"report": one.data}
