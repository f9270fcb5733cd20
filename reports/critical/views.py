"""The pages of critical incidents' reports, for both sides of the desk (LU-05)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from incidents.finding import able, find
from incidents.models import Incident
from portal.kernel.patient_data import probable
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now
from reports.critical.deeds import NOUNS, by_whom, offered, why_not
from reports.critical.entitled import check_entitled
from reports.critical.finding import draft_of, is_inside, issue_of, report_of, shown_of
from reports.critical.forms import ReportForm
from reports.critical.giving import given_out
from reports.critical.listing import owed
from reports.critical.steps import fetched
from reports.critical.writing import draft, news
from reports.domain.critical import State
from reports.models import CriticalReport

ON_A_PAGE = 25


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """List the reports; the vendor's people see first which are owed."""
    rows = CriticalReport.objects.visible_to(request.memberships).with_names()
    inside = is_inside(request)
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "owed": owed(request.memberships) if inside else [],
    }
    return render(request, "reports/critical_list.html", context)


@require_safe
def report(request: PortalRequest, number: str) -> HttpResponse:
    """Show the report of an incident: what is being written, or what was published last."""
    incident = find(request, number)
    return _page(request, incident, report_of(request, incident))


@require_safe
def issue(request: PortalRequest, number: str, issue: int) -> HttpResponse:
    """Show an issue as it was published."""
    found = _found(request, find(request, number))
    context = {"incident": found.incident, "report": found, "shown": issue_of(found, issue)}
    return render(request, "reports/critical_issue.html", context)


@require_safe
def issue_pdf(request: PortalRequest, number: str, issue: int) -> HttpResponse:
    """Give out an issue as a document."""
    found = _found(request, find(request, number))
    return given_out(request, found, issue_of(found, issue))


@require_safe
def draft_pdf(request: PortalRequest, number: str) -> HttpResponse:
    """Give out what is being written as a document that says so, to the vendor's own people."""
    found = _found(request, find(request, number))
    return given_out(request, found, draft_of(request, found))


@require_POST
def drafting(request: PortalRequest, number: str) -> HttpResponse:
    """Draft the report of an incident from its timeline."""
    incident = find(request, number)
    by = able(request, Act.WORK_ON_INCIDENTS)
    try:
        draft(by=by, incident=incident, at=now())
    except Refusal as refusal:
        return _page(request, incident, report_of(request, incident), str(refusal), status=409)
    messages.success(request, "Drafted from the timeline. Write what it cannot know.")
    return redirect("critical:report", number)


@require_POST
def deed(request: PortalRequest, number: str, noun: str) -> HttpResponse:
    """Do something to a report, or say why not with what was typed still there."""
    incident = find(request, number)
    if noun not in NOUNS or not is_inside(request):
        raise Http404
    found, what = _found(request, incident), NOUNS[noun]
    by = by_whom(request.memberships, what)
    if by is None:
        raise Http404
    form = what.form(request.POST, report=found, auto_id=f"{noun}-%s")
    if not form.is_valid():
        return _page(request, incident, found, failed={noun: form}, status=422)
    try:
        said = what.do(found, by, form, now())
    except Refusal as refusal:
        found = _found(request, incident)
        why_not(refusal, form, found)
        return _page(request, incident, found, failed={noun: form}, status=409)
    messages.success(request, said)
    return redirect("critical:report", number)


def _found(request: PortalRequest, incident: Incident) -> CriticalReport:
    found = report_of(request, incident)
    if found is None:
        raise Http404
    return found


def _page(
    request: PortalRequest,
    incident: Incident,
    found: CriticalReport | None,
    problem: str = "",
    *,
    failed: dict[str, ReportForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"incident": incident, "report": found, "problem": problem}
    if found is None:
        return _nothing_yet(request, context, status)
    context["shown"] = shown_of(request, found)
    if not is_inside(request):
        return render(request, "reports/critical_issue.html", context, status=status)
    context |= _inside(request, found, failed or {})
    return render(request, "reports/critical.html", context, status=status)


def _nothing_yet(request: PortalRequest, context: dict[str, Any], status: int) -> HttpResponse:
    if not is_inside(request):
        raise Http404
    try:
        check_entitled(fetched(context["incident"]))
    except Refusal as refusal:
        context["why_not"] = str(refusal)
    works = any(may(one, Act.WORK_ON_INCIDENTS) for one in request.memberships)
    context["can_draft"] = works and "why_not" not in context
    return render(request, "reports/critical_none.html", context, status=status)


def _inside(
    request: PortalRequest, found: CriticalReport, failed: dict[str, ReportForm]
) -> dict[str, Any]:
    """Return what the vendor's own people see beside a report: its making, and what to do next."""
    deeds = offered(found, request.memberships)
    deeds |= {noun: form for noun, form in failed.items() if noun in deeds}
    is_written = found.state != State.PUBLISHED
    return {
        "deeds": deeds,
        "failed": next(iter(failed.values()), None),
        "standing": found.sections | {"changes": found.changes} if "sections" in failed else {},
        "news": news(found, now()) if found.state == State.DRAFT else [],
        "findings": probable("\n\n".join(found.sections.values())) if is_written else (),
        "steps": found.steps.select_related("by").order_by("-pk"),
        "is_written": is_written,
    }
