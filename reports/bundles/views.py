"""ZIP files of all reports of a month: begun, followed while they are made, and fetched."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.views.finding import allowed
from portal.audit.models import record_look
from portal.kernel.month import MONTHS, Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from reports.bundles.asking import ask_again, asking
from reports.bundles.keeping import opened
from reports.bundles.making import start_bundle
from reports.models import BundleEntry, ReportBundle
from reports.models.bundle import ReportBundleQuerySet
from reports.portfolio.figures import month_of

ON_A_PAGE = 25
State = ReportBundle.State
GONE = "This file is not there any more. Begin it anew: reports that are issued stay as they are."


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Ask for a month, and list the files."""
    issuer(request)
    last = month_of(request.vendor, now()).plus(-1)
    context = {
        "months": [last.plus(-ago) for ago in range(MONTHS)],
        "page": Paginator(counted(), ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/files.html", context)


@require_POST
def beginning(request: PortalRequest) -> HttpResponse:
    """Begin a file, and lead to where it is followed."""
    by = issuer(request)
    try:
        month = Month.parse(request.POST.get("month", ""))
        made = start_bundle(by=by, month=month, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("report_files:list")
    asking.begin(made)
    return redirect("report_files:file", made.pk)


@require_safe
def one(request: PortalRequest, pk: int) -> HttpResponse:
    """Show how far a file is, or what is in it."""
    issuer(request)
    bundle = get_object_or_404(counted(), pk=pk)
    ask_again(bundle, now())
    left_out = bundle.entries.filter(state=BundleEntry.State.REFUSED).with_names()
    context = {
        "bundle": bundle,
        "percent": percent_of(bundle),
        "page": Paginator(left_out, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/file.html", context)


@require_safe
def content(request: PortalRequest, pk: int) -> HttpResponseBase:
    """Give a finished file out."""
    by = issuer(request)
    bundle = get_object_or_404(ReportBundle, pk=pk, state=State.DONE)
    try:
        kept = opened(bundle.key)
    except OSError:
        messages.error(request, GONE)
        return redirect("report_files:file", pk)
    record_look(
        "report file downloaded",
        ReportBundle,
        vendor=request.vendor,
        actor=by.person,
        at=now(),
        pk=pk,
    )
    name = f"reports-{request.vendor.slug}-{bundle.month}.zip"
    return FileResponse(kept, as_attachment=True, filename=name, content_type="application/zip")


def counted() -> ReportBundleQuerySet:
    """Return the files with how many reports are in each, left out, or still to be made."""
    kinds = {
        state.value: Count("entries", filter=Q(entries__state=state)) for state in BundleEntry.State
    }
    rows = ReportBundle.objects.select_related("started_by")
    return rows.annotate(entries_in_all=Count("entries"), **kinds).order_by("-pk")


def percent_of(bundle: Any) -> int:
    """Return how much of a file is made, of one that was counted."""
    return int(100 * (bundle.entries_in_all - bundle.waiting) // max(bundle.entries_in_all, 1))


def issuer(request: PortalRequest) -> Membership:
    """Return as whom the reader issues reports.

    :raises Http404: if they do not.
    """
    by = allowed(request, Act.ISSUE_REPORTS)
    if by is None:
        raise Http404
    return by
