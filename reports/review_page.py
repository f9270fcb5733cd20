"""The page of a quarterly review's pack, its files, and issuing it (LU-05, LU-27)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.models import Activity
from contracts.views.finding import allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now
from reports.domain.issued import Kind
from reports.giving import file_of
from reports.models import IssuedReport
from reports.monthly.formats import FORMS
from reports.quarterly.document import period_key, review_of
from reports.quarterly.issuing import issue_review
from reports.review_pack import pack_for


@require_safe
def review_pack(request: PortalRequest, pk: int) -> HttpResponse:
    """Show the service history of the quarter that a review is about."""
    return _page(request, activity_seen(request, pk))


@require_safe
def review_file(request: PortalRequest, pk: int, form: str) -> HttpResponse:
    """Give the pack out as it stands: the file says that it was not issued."""
    activity = activity_seen(request, pk)
    try:
        report = review_of(activity.contract, activity.period_from, activity.due, at=now())
    except Refusal:
        raise Http404 from None
    return file_of(report, form, f"service-review-{report.contract}-{report.month}")


@require_POST
def issue(request: PortalRequest, pk: int) -> HttpResponse:
    """Issue the pack, or say why not."""
    activity = activity_seen(request, pk)
    by = allowed(request, Act.ISSUE_REPORTS)
    if by is None:
        raise Http404
    try:
        made = issue_review(
            by=by,
            contract=activity.contract,
            first_day=activity.period_from,
            last_day=activity.due,
            at=now(),
        )
    except Refusal as refusal:
        return _page(request, activity, problem=str(refusal), status=409)
    messages.success(request, f"{made} is issued: what it says stays as it is.")
    return redirect("monthly:issued", made.number, made.version)


def activity_seen(request: PortalRequest, pk: int) -> Activity:
    """Return a review that the reader may see.

    :raises Http404: if there is none.
    """
    if not any(may(membership, Act.FOLLOW_INCIDENTS) for membership in request.memberships):
        raise Http404
    rows = Activity.objects.visible_to(request.memberships).with_names()
    rows = rows.select_related("contract__vendor", "contract__agreement")
    rows = rows.defer("contract__agreement__source")
    return get_object_or_404(rows, pk=pk, has_review_pack=True)


def issued_of(activity: Activity) -> IssuedReport | None:
    """Return the pack of a review as it was issued last, if it was."""
    period = period_key(activity.period_from, activity.due)
    rows = IssuedReport.objects.of(activity.contract, Kind.QUARTERLY, period)
    return rows.defer("data").first()


def _page(
    request: PortalRequest, activity: Activity, *, problem: str = "", status: int = 200
) -> HttpResponse:
    pack, issued = pack_for(activity, now()), issued_of(activity)
    may_issue = allowed(request, Act.ISSUE_REPORTS) is not None
    context = {
        "activity": activity,
        "pack": pack,
        "figures": pack.figures if pack else None,
        "trend": pack.trend if pack else None,
        "asked": {"month": pack.month} if pack else None,  # what the drawing's title names
        "forms": FORMS if pack else {},
        "issued": issued,
        "may_issue": may_issue and issued is None and pack is not None and not pack.is_running,
        "problem": problem,
    }
    return render(request, "reports/review_pack.html", context, status=status)
