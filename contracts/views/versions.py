"""Versions of the vendor's agreement, and what differs between two of them (CO-04)."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.forms.editing import UploadForm
from contracts.models import AgreementDraft, AgreementVersion
from contracts.version_differences import differences
from contracts.views.finding import allowed, is_staff
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_safe
def versions(request: PortalRequest) -> HttpResponse:
    """Show the versions with how many contracts stand on each."""
    rows = list(_versions(request))
    today = now().date()
    context: dict[str, Any] = {
        "versions": rows,
        "in_force": next((row for row in rows if row.effective_from <= today), None),
    }
    if by := allowed(request, Act.PUBLISH_AGREEMENT):
        context |= {"editor": by.person, "drafts": _drafts(request), "form": UploadForm()}
    return render(request, "contracts/versions.html", context)


@require_safe
def comparison(request: PortalRequest) -> HttpResponse:
    """Show what differs between two versions, value by value with its source."""
    known = {str(row.pk): row for row in _versions(request)}
    before = known.get(request.GET.get("before", ""))
    after = known.get(request.GET.get("after", ""))
    if before is None or after is None:
        raise Http404
    sections = differences(before.terms, after.terms)
    context = {
        "before": before,
        "after": after,
        "sections": sections,
        "count": sum(len(rows) for _, rows in sections),
    }
    return render(request, "contracts/version_comparison.html", context)


def _drafts(request: PortalRequest) -> list[AgreementDraft]:
    rows = AgreementDraft.objects.filter(vendor=request.vendor).defer("text", "base__source")
    return list(rows.select_related("made_by", "base"))


def _versions(request: PortalRequest) -> list[AgreementVersion]:
    if not is_staff(request):
        raise Http404
    rows = AgreementVersion.objects.filter(vendor=request.vendor)
    return list(rows.annotate(on_it=Count("contracts")).order_by("-effective_from", "-pk"))
