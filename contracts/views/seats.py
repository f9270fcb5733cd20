"""Pages about a customer's people: its seats, who holds them, and who did (LU-03)."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.forms.seats import ContactForm, CustomersPersonForm
from contracts.seat_history import Tenure, history_of
from contracts.seats import seats_in, seats_of
from contracts.services.seats import replace
from portal.kernel.refusal import Refusal
from portal.notify.bouncing import stopped
from portal.people import services
from portal.people.mail import send_invitation
from portal.people.services import Seat
from portal.tenancy.models import Customer, Invitation, Membership
from portal.tenancy.policy import Act, may
from portal.tenancy.roles import Role
from portal.web.http import PortalRequest, now

CUSTOMERS_ON_A_PAGE = 50
TENURES_ON_A_PAGE = 20


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the seats of all customers that the reader may see; a contact of one goes there."""
    customers = _visible(request)
    page = Paginator(customers, CUSTOMERS_ON_A_PAGE).get_page(request.GET.get("page"))
    if len(customers) == 1 and not request.memberships[0].is_staff_side:
        return redirect("contacts:of", customer=customers[0].pk)
    rows = seats_in(page.object_list, now())
    return render(request, "contracts/seats_overview.html", {"page": page, "rows": rows})


@require_safe
def of_customer(request: PortalRequest, customer: int) -> HttpResponse:
    """Show one customer's seats and people, and who held a seat before."""
    return _page(request, _found(request, customer), CustomersPersonForm())


@require_POST
def invitations(request: PortalRequest, customer: int) -> HttpResponse:
    """Invite someone for this customer."""
    found = _found(request, customer)
    by = _manager(request)
    form = CustomersPersonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = form.cleaned_data
    seat = Seat(role=Role(said["role"]), customer=found)
    try:
        invitation, token = services.invite(
            by=by, email=said["email"], name=said["name"], seat=seat, at=now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=409)
    send_invitation(invitation, token)
    messages.success(request, f"{invitation.email} is invited; the link works for 7 days.")
    return redirect("contacts:of", customer=found.pk)


@require_POST
def withdrawal(request: PortalRequest, customer: int, pk: int) -> HttpResponse:
    """Withdraw an open invitation; its seat is free at once."""
    found = _found(request, customer)
    by = _manager(request)
    invitation = get_object_or_404(Invitation, pk=pk, customer=found)
    try:
        services.withdraw(invitation=invitation, by=by, at=now())
        messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("contacts:of", customer=found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: PortalRequest, customer: int, pk: int) -> HttpResponse:
    """Ask, then end a person's access at once."""
    found = _found(request, customer)
    by = _manager(request)
    membership = _member(found, pk)
    if request.method != "POST":
        context = {"membership": membership, "customer": found, "form": ContactForm()}
        return render(request, "contracts/seat_ending.html", context)
    try:
        services.end_membership(membership=membership, by=by, at=now())
        messages.success(request, f"{membership.person} has no access here any more.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("contacts:of", customer=found.pk)


@require_POST
def replacement(request: PortalRequest, customer: int, pk: int) -> HttpResponse:
    """Hand a seat on: end one access and invite another person, or neither."""
    found = _found(request, customer)
    by = _manager(request)
    membership = _member(found, pk)
    form = ContactForm(request.POST)
    context = {"membership": membership, "customer": found, "form": form}
    if not form.is_valid():
        return render(request, "contracts/seat_ending.html", context, status=422)
    said = form.cleaned_data
    try:
        invitation, token = replace(
            membership=membership, by=by, email=said["email"], name=said["name"], at=now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "contracts/seat_ending.html", context, status=409)
    send_invitation(invitation, token)
    messages.success(
        request, f"{membership.person} has no access any more; {invitation.email} is invited."
    )
    return redirect("contacts:of", customer=found.pk)


def _visible(request: PortalRequest) -> list[Customer]:
    seeing = [one for one in request.memberships if may(one, Act.SEE_CONTACTS)]
    if not seeing:
        raise Http404
    if any(one.is_staff_side for one in seeing):
        return list(Customer.objects.filter(vendor=request.vendor))
    return [one.customer for one in seeing if one.customer]


def _found(request: PortalRequest, pk: int) -> Customer:
    """Return a customer whose people the reader may see; no other one is there."""
    seeing = [one for one in request.memberships if may(one, Act.SEE_CONTACTS)]
    if any(one.is_staff_side or one.customer_id == pk for one in seeing):
        return get_object_or_404(Customer, pk=pk, vendor=request.vendor)
    raise Http404


def _member(customer: Customer, pk: int) -> Membership:
    rows = Membership.objects.current().select_related("person", "customer")
    return get_object_or_404(rows, pk=pk, customer=customer)


def _page(
    request: PortalRequest, customer: Customer, form: CustomersPersonForm, status: int = 200
) -> HttpResponse:
    at = now()
    tenures: Page[Tenure] = Paginator(history_of(customer, at), TENURES_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    seats = seats_of(customer, at)
    context = {
        "customer": customer,
        "seats": seats,
        "stopped": stopped(
            [*(one.person.email for one in seats.members), *(one.email for one in seats.invited)]
        ),
        "viewers": Membership.objects.current()
        .filter(customer=customer, role=Role.VIEWER)
        .select_related("person"),
        "tenures": tenures,
        "may_manage": any(may(one, Act.MANAGE_CONTACTS) for one in request.memberships),
        "form": form,
    }
    return render(request, "contracts/seats.html", context, status=status)


def _manager(request: PortalRequest) -> Membership:
    """Return the membership that may manage customers' people; others learn of no such page."""
    for membership in request.memberships:
        if may(membership, Act.MANAGE_CONTACTS):
            return membership
    raise Http404
