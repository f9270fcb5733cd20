"""The page of one piece of maintenance, for staff and for customers whom it concerns."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from availability.maintenance_deeds import DEEDS, blank, fits
from availability.models import Maintenance, MaintenanceNotice, StatusUpdate
from availability.notices import unavailable
from availability.outage_page import Offer
from availability.outlook_words import RowSaid, sentences, shown
from availability.planner import Outlook, standing
from availability.services.noticing import told_of
from availability.works import state_of, works_seen
from contracts.models import Contract
from contracts.views.finding import allowed, is_staff
from portal.tenancy.policy import Act
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

type Refused = dict[str, forms.Form]  # what was typed and refused, by its deed's name


@dataclass(frozen=True, slots=True)
class Concerned:
    """A contract with what its rules make of the work, and what its customer was told."""

    said: RowSaid
    notices: list[MaintenanceNotice]
    minutes_approved: int
    is_on_its_way: bool  # a mail that has not left


def find_work(request: PortalRequest, number: int) -> Maintenance:
    """This function will return a piece of work that this person may see, or answer 404."""
    rows = works_seen(request.memberships).with_current()
    found: Maintenance | None = rows.select_related("opened_by").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def maintenance_page(
    request: PortalRequest, work: Maintenance, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """This function will show a piece of work, with a form that was refused standing open."""
    at, version, inside = now(), work.current, is_staff(request)
    outlook = standing(work, at)
    contracts = [row.contract for row in outlook.rows]
    state = state_of(version, at)
    context: dict[str, Any] = {
        "work": work,
        "version": version,
        "state": state,
        "unavailable": unavailable(version),
        "sessions": list(version.sessions.all()),
        "said": sentences(outlook, is_planned=state == "coming") if inside else [],
        "concerned": _concerned(request, work, outlook),
        "versions": work.versions.select_related("written_by").order_by("-number"),
        "updates": _updates(work, inside=inside),
        "may_plan": allowed(request, Act.PLAN_MAINTENANCE) is not None,
    }
    if context["may_plan"]:
        context["offers"] = _offers(request, work, contracts, refused or {})
        context["may_change"] = state in {"coming", "running"}
    return render(request, "availability/maintenance.html", context, status=status)


def _concerned(request: PortalRequest, work: Maintenance, outlook: Outlook) -> list[Concerned]:
    own = None if is_staff(request) else {one.customer_id for one in request.memberships}
    notices: dict[int, list[MaintenanceNotice]] = defaultdict(list)
    for notice in work.notices.with_names():
        notices[notice.contract_id].append(notice)
    minutes: dict[int, int] = defaultdict(int)
    for approval in work.approvals.all():
        minutes[approval.contract_id] += approval.minutes
    told, zone = told_of(work), reader_zone(request)
    return [
        Concerned(
            said=shown(row, zone),
            notices=notices[row.contract.pk],
            minutes_approved=minutes[row.contract.pk],
            is_on_its_way=row.contract.pk in told and not notices[row.contract.pk],
        )
        for row in outlook.rows
        if own is None or row.contract.customer_id in own
    ]


def _offers(
    request: PortalRequest, work: Maintenance, contracts: Iterable[Contract], sent: Refused
) -> list[Offer]:
    zone, known, at = reader_zone(request), list(contracts), now()
    return [
        Offer(
            noun,
            deed,
            sent.get(noun) or blank(deed, noun, zone=zone, work=work, contracts=known),
            noun in sent,
        )
        for noun, deed in DEEDS.items()
        if fits(noun, work.current, at)
    ]


def _updates(work: Maintenance, *, inside: bool) -> list[StatusUpdate]:
    rows = StatusUpdate.objects.filter(maintenance=work).select_related("written_by")
    return list(rows if inside else rows.filter(is_public=True))
