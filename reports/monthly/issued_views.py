"""Issued reports: as they were issued, their files, stating one anew, and verifying (CO-13)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contracts.views.finding import allowed
from portal.audit.models import record_look
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from reports.giving import file_of
from reports.models import IssuedReport
from reports.monthly.differences import seen_hash
from reports.monthly.finding import issued_seen, read_back
from reports.monthly.formats import FORMS, name_of
from reports.monthly.forms import RestatementForm, VerifyForm
from reports.monthly.issuing import restate_report, restatement_of
from reports.monthly.page import on_page
from reports.monthly.verifying import verified


@require_safe
def issued(request: PortalRequest, report: int, version: int) -> HttpResponse:
    """Show a report as it was issued."""
    found = issued_seen(request, report, version)
    newest = issued_seen(request, report)
    said, stamp = read_back(found)
    context = {
        "issued": found,
        "stamp": stamp,
        "report": said,
        **on_page(said),
        "forms": FORMS,
        "newest": newest if newest.pk != found.pk else None,
        "is_intact": found.is_intact,
        "may_restate": newest.pk == found.pk and allowed(request, Act.ISSUE_REPORTS) is not None,
    }
    return render(request, "reports/monthly_one.html", context)


@require_safe
def issued_file(request: PortalRequest, report: int, version: int, form: str) -> HttpResponse:
    """Give out an issued report in one of its forms, made of what was frozen."""
    found = issued_seen(request, report, version)
    said, stamp = read_back(found)
    answer = file_of(said, form, name_of(said, stamp), stamp)
    record_look(
        "SLA report downloaded",
        IssuedReport,
        vendor=request.vendor,
        actor=request.user,
        at=now(),
        pk=found.pk,
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def restatement(request: PortalRequest, report: int) -> HttpResponse:
    """Show what has changed since a report was issued, and issue it anew."""
    by = allowed(request, Act.ISSUE_REPORTS)
    if by is None:
        raise Http404
    found = issued_seen(request, report)
    form = RestatementForm(request.POST or None)
    if request.method != "POST":
        return _restatement_page(request, found, form)
    if not form.is_valid():
        return _restatement_page(request, found, form, status=422)
    try:
        made = restate_report(by=by, issued=found, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _restatement_page(request, found, form, status=409)
    messages.success(request, f"{made} is issued; it lists what it corrects.")
    return redirect("monthly:issued", made.number, made.version)


def _restatement_page(
    request: PortalRequest, found: IssuedReport, form: RestatementForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"issued": found, "form": form}
    try:
        shown = restatement_of(found, at=now())
    except Refusal as refusal:
        context["why_not"] = str(refusal)
    else:
        context |= {"difference": shown.difference, "seen": seen_hash(shown.report)}
    return render(request, "reports/monthly_restatement.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: PortalRequest) -> HttpResponse:
    """Say whether a hash or a file is that of an issued report."""
    if allowed(request, Act.FOLLOW_INCIDENTS) is None:
        raise Http404
    if request.method != "POST":
        asked = {"hash": request.GET.get("hash", "")}
        return render(request, "reports/monthly_verify.html", {"form": VerifyForm(initial=asked)})
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "reports/monthly_verify.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    verdict = verified(
        request.memberships,
        hash_="" if file else form.cleaned_data["hash"],
        content=file.read() if file else b"",
    )
    return render(request, "reports/monthly_verify.html", {"form": form, "verdict": verdict})
