"""The calendar of activities as a list by month, each with what can be done to it (LU-05)."""

from collections.abc import Callable
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.forms.activities import CancellationForm, CompletionForm, MovingForm, OwnerForm
from contracts.models import Activity, AssignedManager
from contracts.services import activities
from contracts.services.amending import local_date
from contracts.views.finding import acting_on, allowed
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

ON_A_PAGE = 60
State = Activity.State

# What a list shows: its label, its rows, and whether the newest stand first.
LISTS: dict[str, tuple[str, Q, bool]] = {
    "ahead": ("Ahead", Q(state=State.PLANNED), False),
    "past": ("Done and cancelled", ~Q(state=State.PLANNED), True),
}

# What can be done to an activity: its form, the service and its parameters by field.
DEEDS: dict[str, tuple[type[forms.Form], Callable[..., Activity], str]] = {
    "completion": (CompletionForm, activities.complete, "Recorded as done."),
    "moving": (MovingForm, activities.move, "Moved."),
    "cancellation": (CancellationForm, activities.cancel, "Cancelled."),
    "owner": (OwnerForm, activities.hand_over, "Handed over."),
}


@require_safe
def agenda(request: PortalRequest) -> HttpResponse:
    """Show what is planned or past, month by month, and what is overdue before it."""
    shown = request.GET.get("show", "ahead")
    if shown not in LISTS:
        raise Http404
    _, wanted, newest_first = LISTS[shown]
    customer = _customer(request)
    rows = _seen(request, customer).filter(wanted)
    rows = rows.order_by("-planned_for", "-pk") if newest_first else rows
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    at = now()
    late = [one for one in page if one.is_late(local_date(one.contract, at))]
    context = {
        "shown": shown,
        "lists": [(key, one[0]) for key, one in LISTS.items()],
        "page": page,
        "late": late,
        "months": _by_month([one for one in page if one not in late]),
        "customer": customer,
        "customers": _customers(request),
        "query": urlencode({"show": shown} | ({"customer": customer.pk} if customer else {})),
        "managers": _managers(request),
        "keeps_accounts": allowed(request, Act.KEEP_ACCOUNT) is not None,
    }
    return render(request, "contracts/calendar.html", context)


@require_safe
def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one activity."""
    return _page(request, _found(request, pk))


@require_POST
def deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Complete, move, cancel or hand over an activity."""
    activity = _found(request, pk)
    by = acting_on(request, activity.contract)
    if not activities.has_hand_in(by, activity):
        raise Http404
    make_form, service, said = DEEDS[noun]
    form = make_form(request.POST, prefix=noun)
    if not form.is_valid():
        return _page(request, activity, {noun: form}, status=422)
    try:
        service(by=by, activity=activity, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, activity, {noun: form}, status=409)
    messages.success(request, said)
    return redirect("activities:detail", pk=pk)


def _found(request: PortalRequest, pk: int) -> Activity:
    return get_object_or_404(_seen(request, None), pk=pk)


def _seen(request: PortalRequest, customer: Customer | None) -> QuerySet[Activity]:
    rows = Activity.objects.visible_to(request.memberships).with_names()
    return rows.filter(contract__customer=customer) if customer else rows


def _page(
    request: PortalRequest,
    activity: Activity,
    sent: dict[str, forms.Form] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    by = acting_on(request, activity.contract)
    today = local_date(activity.contract, now())
    is_open = activity.state == State.PLANNED and activities.has_hand_in(by, activity)
    context = {
        "activity": activity,
        "is_late": activity.is_late(today),
        "problem": next(iter((sent or {}).values()), None),
        "deeds": _forms(activity, by) | (sent or {}) if is_open else {},
    }
    return render(request, "contracts/activity.html", context, status=status)


def _forms(activity: Activity, by: Membership) -> dict[str, forms.Form]:
    initial: dict[str, dict[str, Any]] = {
        "completion": {"done_on": min(local_date(activity.contract, now()), activity.planned_for)},
        "moving": {"to": activity.planned_for},
        "owner": {"owner": by.pk},
    }
    return {
        noun: make_form(prefix=noun, initial=initial.get(noun))
        for noun, (make_form, _, _) in DEEDS.items()
    }


def _by_month(rows: list[Activity]) -> list[tuple[Any, list[Activity]]]:
    """Group rows that are in order of their day by the first day of its month."""
    return [
        (first, list(found))
        for first, found in groupby(rows, lambda row: row.planned_for.replace(day=1))
    ]


def _customers(request: PortalRequest) -> list[Customer]:
    if any(membership.is_staff_side for membership in request.memberships):
        return list(Customer.objects.order_by("name"))
    return sorted({m.customer for m in request.memberships if m.customer}, key=str)


def _customer(request: PortalRequest) -> Customer | None:
    asked = request.GET.get("customer", "")
    found = [one for one in _customers(request) if str(one.pk) == asked]
    if asked and not found:
        raise Http404
    return found[0] if found else None


def _managers(request: PortalRequest) -> list[AssignedManager]:
    """Return a customer's technical account managers; staff have a page for it."""
    customers = [m.customer_id for m in request.memberships if m.customer_id]
    rows = AssignedManager.objects.current().filter(contract__customer__in=customers)
    return list(rows.select_related("membership__person", "contract__customer"))
