"""Lists of incidents: the staff's queue by time left, and the list both sides search."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.domain.workflow import WaitingOn
from contracts.models import AgreementVersion
from incidents.domain.lifecycle import Stage
from incidents.domain.numbering import read_number
from incidents.escalation_page import with_escalations
from incidents.forms import ListFilterForm
from incidents.models import Incident
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

PAGE = 50


@require_safe
def queue(request: PortalRequest) -> HttpResponse:
    """Show the open incidents, the least time left first. For the desk only."""
    if not any(may(membership, Act.WORK_ON_INCIDENTS) for membership in request.memberships):
        raise Http404
    form = ListFilterForm(request.GET)
    rows = _filtered(request, form, Incident.objects.open()).by_time_left()
    return _page(request, "incidents/queue.html", rows, form)


@require_safe
def listing(request: PortalRequest) -> HttpResponse:
    """Show the incidents a person may see, the newest first."""
    form = ListFilterForm(request.GET)
    rows = _filtered(request, form, Incident.objects.all()).order_by("-reported_at", "-pk")
    return _page(request, "incidents/list.html", rows, form)


def _page(
    request: PortalRequest, template: str, rows: QuerySet[Incident], form: ListFilterForm
) -> HttpResponse:
    shown = with_escalations(rows.with_names().prefetch_related("clocks"))  # type: ignore[attr-defined]  # an IncidentQuerySet
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "is_filtered": form.has_changed(),
        "may_raise": any(may(one, Act.RAISE_INCIDENT) for one in request.memberships),
        "at": now(),
    }
    return render(request, template, context)


def _filtered(request: PortalRequest, form: ListFilterForm, rows: QuerySet[Incident]) -> Any:
    seen = rows.visible_to(request.memberships)  # type: ignore[attr-defined]  # IncidentQuerySet
    if not form.is_valid():
        return seen
    said = form.cleaned_data
    if said["state"] == "closed":
        seen = seen.filter(status=Stage.CLOSED)
    elif said["state"] == "open":
        seen = seen.open()
    if said["owner"]:
        seen = seen.filter(owner=request.user if said["owner"] == "me" else None)
    if said["waiting"]:
        seen = seen.filter(status__in=_stations_waiting_on(WaitingOn(said["waiting"])))
    return seen.filter(_matches(said["q"], request.vendor.number_prefix)) if said["q"] else seen


def _matches(words: str, prefix: str) -> Q:
    try:
        return Q(number=read_number(words, prefix))
    except Refusal:
        return Q(title__icontains=words) | Q(customer__name__icontains=words)


def _stations_waiting_on(side: WaitingOn) -> set[str]:
    return {
        status.key
        for version in AgreementVersion.objects.all()
        for status in version.terms.workflow.statuses
        if status.waiting_on is side
    }
