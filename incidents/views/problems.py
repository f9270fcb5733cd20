"""Problems and the changes that deliver them: the list, one of them, and what is done to them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from incidents.domain.problems import OPEN
from incidents.finding import able, find_change, find_problem
from incidents.models import Problem
from incidents.pages.problems import by_release, counted, listed, row_of
from incidents.problem_acts import acts_on, named
from incidents.problem_deeds import CHANGE_NOUNS, PROBLEM_NOUNS
from incidents.topics import topics_of
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

ON_A_PAGE = 25


@require_safe
def problems(request: PortalRequest) -> HttpResponse:
    """Show a vendor's problems to its people, and to customers those behind their incidents."""
    rows = Problem.objects.visible_to(request.memberships).order_by("-number")
    chosen = "all" if request.GET.get("state") == "all" else "open"
    if chosen == "open":
        rows = rows.open()
    found = Paginator(listed(request.memberships, rows), ON_A_PAGE)
    page = found.get_page(request.GET.get("page"))
    is_staff = any(one.is_staff_side for one in request.memberships)
    context = {
        "page": page,
        "rows": [row_of(problem) for problem in page],
        "chosen": chosen,
        "query": f"state={chosen}",
        "releases": by_release(request.vendor.pk) if is_staff else [],
        "counted": counted(request.vendor.pk) if is_staff else {},
    }
    return render(request, "incidents/problems.html", context)


@require_safe
def one(request: PortalRequest, problem: int) -> HttpResponse:
    """Show a problem: the whole to staff, where it stands to customers."""
    return _page(request, find_problem(request, problem))


@require_POST
def deed(request: PortalRequest, problem: int, noun: str) -> HttpResponse:
    """Do something to a problem."""
    by, shown = able(request, Act.MANAGE_PROBLEMS), find_problem(request, problem)
    if noun not in PROBLEM_NOUNS:
        raise Http404
    what = PROBLEM_NOUNS[noun]
    form = what.form(shown, request.POST)
    if form.is_valid():
        try:
            what.service(problem=shown, by=by, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, what.done)
            return redirect("problems:problem", problem)
    return _page(request, shown, {noun: form}, status=422)


@require_POST
def change_deed(request: PortalRequest, change: int, noun: str) -> HttpResponse:
    """Do something to a change; where it is refused, its problem's page says why."""
    by, found = able(request, Act.MANAGE_PROBLEMS), find_change(request, change)
    if noun not in CHANGE_NOUNS:
        raise Http404
    what, shown = CHANGE_NOUNS[noun], find_problem(request, found.problem.number)
    form = what.form(shown, request.POST)
    if form.is_valid():
        try:
            what.service(change=found, by=by, at=now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, what.done)
            return redirect("problems:problem", shown.number)
    return _page(request, shown, {named(noun, found): form}, status=422)


def _page(
    request: PortalRequest,
    shown: Problem,
    refused: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"row": row_of(shown), "problem": shown}
    if any(one.is_staff_side for one in request.memberships):
        context |= _inside(shown)
    manages = any(may(one, Act.MANAGE_PROBLEMS) for one in request.memberships)
    if manages and shown.status in OPEN:
        context |= acts_on(shown, refused or {})
    return render(request, "incidents/problem.html", context, status=status)


def _inside(shown: Problem) -> dict[str, Any]:
    escalations = shown.escalations.select_related("by", "incident__vendor", "incident__customer")
    return {
        "steps": shown.steps.select_related("by", "incident__vendor"),
        "escalations": escalations.prefetch_related("consultations__by"),
        "reviews": shown.reviews.select_related("by"),
        "topics": topics_of(shown),
    }
