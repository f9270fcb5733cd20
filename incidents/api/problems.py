"""Problems and their changes through the API, by the pages' own services (LU-21, CO-10)."""

from typing import Any, cast

from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api.shapes import KnownProblemShape
from incidents.finding import able, find_change, find_problem
from incidents.models import Problem
from incidents.pages.problems import Row, listed, row_of
from incidents.problem_deeds import CHANGE_NOUNS, PROBLEM_NOUNS, ProblemNoun
from portal.tenancy.policy import Act
from portal.web.described import Body, Listing, answers
from portal.web.http import PortalRequest, now
from portal.web.sent_data import data_of, portal_of


def _bodies(nouns: dict[str, ProblemNoun]) -> dict[str, Body]:
    return {key: Body(of=one.form.form, words=one.title) for key, one in nouns.items()}


class Pages(PageNumberPagination):
    page_size = 50


class Problems(APIView):
    """The problems a person may see: all of the vendor's, or those behind their own incidents."""

    @answers(
        KnownProblemShape,
        listing=Listing.NUMBERED,
        query={"state": "`open` leaves out what is over."},
    )
    def get(self, request: Request) -> Response:
        """List them, the newest first; `state=open` leaves out what is over."""
        portal = portal_of(request)
        rows = Problem.objects.visible_to(portal.memberships).order_by("-number")
        if request.query_params.get("state") == "open":
            rows = rows.open()
        pages = Pages()
        found = pages.paginate_queryset(listed(portal.memberships, rows), request, view=self)
        page = cast("list[Problem]", found)
        shown = [shown_problem(row_of(problem), portal) for problem in page]
        return pages.get_paginated_response(shown)


class OneProblem(APIView):
    """One problem, as far as its reader may know it."""

    @answers(KnownProblemShape)
    def get(self, request: Request, problem: int) -> Response:
        """Show it."""
        portal = portal_of(request)
        return Response(shown_problem(row_of(find_problem(portal, problem)), portal))


class ProblemDeed(APIView):
    """What product management does to a problem, by the pages' nouns."""

    @answers(KnownProblemShape, nouns=_bodies(PROBLEM_NOUNS))
    def post(self, request: Request, problem: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        by, found = able(portal, Act.MANAGE_PROBLEMS), find_problem(portal, problem)
        said = _said(PROBLEM_NOUNS, noun, found, data_of(request))
        PROBLEM_NOUNS[noun].service(problem=found, by=by, at=now(), **said)
        return Response(shown_problem(row_of(find_problem(portal, problem)), portal))


class ChangeDeed(APIView):
    """What product management does to a change request, by the pages' nouns."""

    @answers(KnownProblemShape, nouns=_bodies(CHANGE_NOUNS))
    def post(self, request: Request, change: int, noun: str) -> Response:
        """Do it."""
        portal = portal_of(request)
        by, found = able(portal, Act.MANAGE_PROBLEMS), find_change(portal, change)
        problem = find_problem(portal, found.problem.number)
        said = _said(CHANGE_NOUNS, noun, problem, data_of(request))
        CHANGE_NOUNS[noun].service(change=found, by=by, at=now(), **said)
        return Response(shown_problem(row_of(find_problem(portal, problem.number)), portal))


def _said(
    nouns: dict[str, ProblemNoun], noun: str, problem: Problem, data: dict[str, Any]
) -> dict[str, Any]:
    if noun not in nouns:
        raise Http404
    form = nouns[noun].form(problem, data)
    if not form.is_valid():
        raise ValidationError(form.errors.get_json_data())
    return form.cleaned_data


def shown_problem(row: Row, portal: PortalRequest) -> KnownProblemShape:
    """Return a problem as far as its reader may know it."""
    problem = row.problem
    shown: KnownProblemShape = {
        "number": str(problem),
        "title": problem.title,
        "kind": problem.kind,
        "status": problem.status,
        "changes": [
            {
                "number": str(change),
                "title": change.title,
                "status": change.status,
                "release": change.aim,
                "shipped_at": change.shipped_at,
            }
            for change in row.changes
        ],
        "incidents": [str(incident) for incident in row.incidents],
    }
    if any(one.is_staff_side for one in portal.memberships):
        shown["product"] = problem.product.name if problem.product else None
        shown["description"] = problem.description
        shown["business_need"] = problem.business_need
        shown["reported_at"] = problem.reported_at
        shown["escalated"] = row.is_escalated
    return shown
