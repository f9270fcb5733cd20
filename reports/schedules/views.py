"""Schedules as pages: which there are, one with its past periods, and changing them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.forms.contracts import put
from contracts.models import Contract
from contracts.views.finding import allowed
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now
from reports.giving import file_of
from reports.models import ReportRun, ReportSchedule
from reports.schedules import keeping
from reports.schedules.attached import file_name, kept
from reports.schedules.forms import ChangeForm, NewForm, readers_of

ON_A_PAGE = 50
RUNS_ON_A_PAGE = 24

type Deed = Callable[..., ReportSchedule]
TURNS: dict[str, tuple[Deed, str]] = {
    "pause": (keeping.pause_schedule, "Paused: nothing is sent until it goes on."),
    "resuming": (keeping.resume_schedule, "It goes on from today."),
}


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """List the schedules with what became of their last period."""
    keeper(request)
    last = ReportRun.objects.filter(schedule=OuterRef("pk")).order_by("-last_day", "-pk")
    rows = ReportSchedule.objects.with_names().annotate(
        to=Count("recipients"),
        last_period=Subquery(last.values("period")[:1]),
        last_state=Subquery(last.values("state")[:1]),
    )
    rows = rows.order_by("customer__name", "kind", "pk")  # grouping has none of its own
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "customers": Customer.objects.order_by("name"),
    }
    return render(request, "reports/schedules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask what is to be sent for a customer, and make the schedule."""
    by = keeper(request)
    customer = customer_asked(request)
    form = new_form(request, customer, request.POST if request.method == "POST" else None)
    context = {"form": form, "customer": customer}
    if request.method != "POST":
        return render(request, "reports/schedule_new.html", context)
    if not form.is_valid():
        return render(request, "reports/schedule_new.html", context, status=422)
    try:
        made = make(by, form, customer, now())
    except Refusal as refusal:
        put(form, refusal)
        return render(request, "reports/schedule_new.html", context, status=409)
    messages.success(request, "It is sent from the next period's end on.")
    return redirect("schedules:detail", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a schedule with its past periods, or change it."""
    by = keeper(request)
    schedule = schedule_of(pk)
    if request.method != "POST":
        return _page(request, schedule, change_form(request, schedule))
    form = change_form(request, schedule, request.POST)
    if not form.is_valid():
        return _page(request, schedule, form, status=422)
    try:
        change(by, form, schedule, now())
    except Refusal as refusal:
        put(form, refusal)
        return _page(request, schedule_of(pk), form, status=409)
    messages.success(request, "Changed from the next period on.")
    return redirect("schedules:detail", pk)


@require_POST
def turn(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """Pause a schedule, or let it go on."""
    by = keeper(request)
    schedule = schedule_of(pk)
    if noun not in TURNS:
        raise Http404
    deed, said = TURNS[noun]
    try:
        deed(by=by, schedule=schedule, revision=schedule.revision, at=now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("schedules:detail", pk)
    messages.success(request, said)
    return redirect("schedules:detail", pk)


@require_safe
def sent(request: PortalRequest, pk: int, run: int, form: str) -> HttpResponse:
    """Give out a report as it was sent."""
    keeper(request)
    rows = ReportRun.objects.filter(schedule=pk, state=ReportRun.State.SENT)
    found = get_object_or_404(rows.select_related("schedule", "issued__issued_by"), pk=run)
    report, stamp = kept(found)
    return file_of(report, form, file_name(found), stamp)


def keeper(request: PortalRequest) -> Membership:
    """Return as whom the reader keeps schedules.

    :raises Http404: if they do not.
    """
    by = allowed(request, Act.KEEP_ACCOUNT)
    if by is None:
        raise Http404
    return by


def schedule_of(pk: int) -> ReportSchedule:
    """Return a schedule of the vendor in scope.

    :raises Http404: if there is none.
    """
    return get_object_or_404(ReportSchedule.objects.with_names(), pk=pk)


def customer_asked(request: PortalRequest) -> Customer:
    """Return the customer that the address names.

    :raises Http404: if there is none of this vendor's.
    """
    return get_object_or_404(Customer.objects.all(), pk=read_key(request.GET.get("customer")))


def new_form(request: PortalRequest, customer: Customer, sent: Any = None) -> NewForm:
    """Return the form for a customer's new schedule."""
    contracts = Contract.objects.filter(customer=customer).select_related("agreement", "customer")
    return NewForm(
        sent,
        contracts=list(contracts.defer("agreement__source")),
        people=readers_of(customer),
        carries=not request.vendor.phi_mode,
    )


def change_form(request: PortalRequest, schedule: ReportSchedule, sent: Any = None) -> ChangeForm:
    """Return the form of a schedule as it stands."""
    initial = {
        "business_day": schedule.business_day,
        "attaches_pdf": schedule.attaches_pdf,
        "recipients": list(schedule.recipients.values_list("membership", flat=True)),
        "revision": schedule.revision,
    }
    people = readers_of(schedule.customer)
    return ChangeForm(sent, initial=initial, people=people, carries=not request.vendor.phi_mode)


def make(by: Membership, form: NewForm, customer: Customer, at: datetime) -> ReportSchedule:
    """Make the schedule that a form asks for."""
    kind, contract = form.subject()
    return keeping.make_schedule(
        by=by, kind=kind, customer=customer, contract=contract, wanted=form.wanted(), at=at
    )


def change(
    by: Membership, form: ChangeForm, schedule: ReportSchedule, at: datetime
) -> ReportSchedule:
    """Change a schedule as a form asks for."""
    return keeping.change_schedule(
        by=by,
        schedule=schedule,
        revision=form.cleaned_data["revision"],
        wanted=form.wanted(),
        at=at,
    )


def _page(
    request: PortalRequest, schedule: ReportSchedule, form: ChangeForm, status: int = 200
) -> HttpResponse:
    runs = ReportRun.objects.filter(schedule=schedule).select_related("issued")
    runs = runs.defer("data", "issued__data")
    context = {
        "schedule": schedule,
        "form": form,
        "page": Paginator(runs, RUNS_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reports/schedule.html", context, status=status)
