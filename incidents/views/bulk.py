"""One deed for many incidents: what would happen, what happened, and putting it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from incidents.bulk import (
    Outcome,
    carry_out,
    colleagues,
    label_for,
    stations_of_work,
    tried_out,
)
from incidents.bulk_asking import Wishes, chosen, undone, wishes_of
from incidents.finding import able
from incidents.forms.queue import BulkForm
from incidents.searching import catalogue_of
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now


@require_POST
def preview(request: PortalRequest) -> HttpResponse:
    """Show what would become of each chosen incident; nothing is done yet."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    try:
        wishes, form = _wishes(request)
    except Refusal as refusal:
        return _again(request, by, str(refusal))
    outcomes = tried_out(wishes, by=by, at=now())
    context = {
        "outcomes": outcomes,
        "possible": [one for one in outcomes if not one.refused],
        "label": label_for(wishes[0][1]),
        "said": form.data,
    }
    return render(request, "incidents/bulk_preview.html", context)


@require_POST
def application(request: PortalRequest) -> HttpResponse:
    """Do it, incident by incident, and say what became of each."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    try:
        wishes, _ = _wishes(request)
    except Refusal as refusal:
        return _again(request, by, str(refusal))
    outcomes = carry_out(wishes, by=by, at=now())
    return _result(request, outcomes, label_for(wishes[0][1]))


@require_POST
def undoing(request: PortalRequest) -> HttpResponse:
    """Put back what can be put back, by the same services."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    wishes = list(undone(request.POST.getlist("back"), request))
    if not wishes:
        messages.error(request, "There is nothing to put back.")
        return redirect("incidents:queue")
    return _result(request, carry_out(wishes, by=by, at=now()), "Put back")


def _result(request: PortalRequest, outcomes: list[Outcome], label: str) -> HttpResponse:
    context = {
        "outcomes": outcomes,
        "done": [one for one in outcomes if not one.refused],
        "undoing": [one.undoing for one in outcomes if one.undoing and label != "Put back"],
        "label": label,
    }
    return render(request, "incidents/bulk_result.html", context)


def _wishes(request: PortalRequest) -> tuple[Wishes, BulkForm]:
    return wishes_of(request.POST, request.POST.getlist("number"), request)


def _again(request: PortalRequest, by: Membership, problem: str) -> HttpResponse:
    """Ask once more what is to be done, with what was chosen still chosen."""
    context = {
        "problem": problem,
        "chosen": chosen(request, request.POST.getlist("number")),
        "colleagues": colleagues(by.vendor_id),
        "stations": stations_of_work(catalogue_of(request.vendor).stations),
    }
    return render(request, "incidents/bulk_again.html", context, status=422)
