"""One deed for many incidents: what would happen, what happened, and putting it back."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from incidents.bulk import (
    ACTS,
    MOST,
    Outcome,
    Wish,
    carry_out,
    colleagues,
    stations_of_work,
    tried_out,
)
from incidents.domain.numbering import read_number
from incidents.finding import able
from incidents.forms.queue import BulkForm
from incidents.models import Incident
from incidents.searching import catalogue_of
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

type Wishes = list[tuple[Incident, Wish]]


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
        "label": _label(wishes[0][1]),
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
    return _result(request, outcomes, _label(wishes[0][1]))


@require_POST
def undoing(request: PortalRequest) -> HttpResponse:
    """Put back what can be put back, by the same services."""
    by = able(request, Act.WORK_ON_INCIDENTS)
    wishes = list(_undone(request))
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
    """Return what is wished of which incident that this person may see.

    :raises Refusal: if none is chosen, too many are, or the wish is incomplete.
    """
    form = BulkForm(request.POST)
    if not form.is_valid():
        raise Refusal("Choose what is to be done, and to whom or where.", code="incomplete")
    said = form.cleaned_data
    wish = Wish(act=said["act"], to=said["to"], status=said["status"])
    if (wish.act == "assign" and wish.to is None) or (wish.act == "move" and not wish.status):
        raise Refusal("Choose to whom they are given, or where they are moved.", code="incomplete")
    rows = _chosen(request, request.POST.getlist("number"))
    if not rows:
        raise Refusal("Choose at least one incident first.", code="none")
    if len(rows) > MOST:
        raise Refusal(f"{len(rows)} are too many at once; {MOST} are possible.", code="too_many")
    return [(row, wish) for row in rows], form


def _chosen(request: PortalRequest, numbers: list[str]) -> list[Incident]:
    wanted = set()
    for text in numbers[: MOST + 1]:
        try:
            wanted.add(read_number(text, request.vendor.number_prefix))
        except Refusal:
            continue  # nothing that a page of ours has posted
    seen = Incident.objects.visible_to(request.memberships).with_names()
    return list(seen.filter(number__in=wanted).order_by("number"))


def _undone(request: PortalRequest) -> Iterator[tuple[Incident, Wish]]:
    said = [line.split() for line in request.POST.getlist("back")[:MOST]]
    rows = {str(row): row for row in _chosen(request, [words[0] for words in said if words])}
    for number, act, *rest in (words for words in said if len(words) >= 2):
        form = BulkForm({"act": act, "to": "".join(rest), "status": "".join(rest)})
        if act not in ACTS or number not in rows:
            continue
        form.is_valid()  # a station is no key of a colleague, and the other way round
        said_of = form.cleaned_data
        to = said_of.get("to") if act == "assign" else None
        yield rows[number], Wish(act=act, to=to, status=said_of.get("status", ""))


def _label(wish: Wish) -> str:
    label, _ = ACTS[wish.act]
    return f"{label} {wish.to.person}" if wish.act == "assign" and wish.to else label


def _again(request: PortalRequest, by: Membership, problem: str) -> HttpResponse:
    """Ask once more what is to be done, with what was chosen still chosen."""
    context = {
        "problem": problem,
        "chosen": _chosen(request, request.POST.getlist("number")),
        "colleagues": colleagues(by.vendor_id),
        "stations": stations_of_work(catalogue_of(request.vendor).stations),
    }
    return render(request, "incidents/bulk_again.html", context, status=422)
