"""Pages about the persons who may give instructions: the list, and what becomes of requests."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.authorised import keeps_list, vendor_keeps_lists
from contracts.forms.authorised import AuthorisedForm
from contracts.models import AuthorisedDecision, AuthorisedPerson
from contracts.services import authorised as services
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer, Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

CUSTOMERS_ON_A_PAGE = 50
PERSONS_ON_A_PAGE = 30

type Deed = Callable[[AuthorisedPerson, Membership, str], AuthorisedDecision]

# What can become of a person on the list: the address's noun, the service, the acts of which one
# is needed.
DEEDS: dict[str, tuple[Deed, set[Act]]] = {
    "approval": (
        lambda person, by, _: services.approve(person=person, by=by, at=now()),
        {Act.APPROVE_INSTRUCTORS},
    ),
    "refusal": (
        lambda person, by, why: services.decline(person=person, by=by, reason=why, at=now()),
        {Act.APPROVE_INSTRUCTORS},
    ),
    "withdrawal": (
        lambda person, by, _: services.withdraw(person=person, by=by, at=now()),
        {Act.NAME_INSTRUCTORS},
    ),
    "ending": (
        lambda person, by, why: services.end(person=person, by=by, reason=why, at=now()),
        {Act.NAME_INSTRUCTORS, Act.APPROVE_INSTRUCTORS},
    ),
}


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show a contact their own list; staff what waits for an answer, and every customer."""
    seeing = _seeing(request)
    if not any(one.is_staff_side for one in seeing):
        own = [one.customer for one in seeing if one.customer and keeps_list(one.customer, now())]
        if not own:
            raise Http404
        return redirect("authorised:of", customer=own[0].pk)
    if vendor_keeps_lists(request.vendor, now()) is None:
        raise Http404
    customers = Customer.objects.filter(vendor=request.vendor)
    context = {
        "waiting": AuthorisedPerson.objects.undecided()
        .select_related("customer", "requested_by")
        .order_by("requested_at", "pk")[:PERSONS_ON_A_PAGE],
        "page": Paginator(customers, CUSTOMERS_ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "contracts/authorised_overview.html", context)


@require_safe
def of_customer(request: PortalRequest, customer: int) -> HttpResponse:
    """Show one customer's list with its history."""
    return _page(request, _found(request, customer), AuthorisedForm())


@require_POST
def requests(request: PortalRequest, customer: int) -> HttpResponse:
    """Ask the vendor to authorise someone."""
    found = _found(request, customer)
    by = _acting(request, found, {Act.NAME_INSTRUCTORS})
    form = AuthorisedForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        person = services.ask_to_authorise(by=by, customer=found, **form.cleaned_data, at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=409)
    messages.success(request, f"{request.vendor} is asked to authorise {person.name}.")
    return redirect("authorised:of", customer=found.pk)


@require_POST
def decision(request: PortalRequest, customer: int, pk: int, noun: str) -> HttpResponse:
    """Answer a request, take it back, or end an authorisation."""
    found = _found(request, customer)
    person = get_object_or_404(
        AuthorisedPerson.objects.select_related("customer", "vendor"), pk=pk, customer=found
    )
    if noun not in DEEDS:
        raise Http404
    deed, acts = DEEDS[noun]
    by = _acting(request, found, acts)
    try:
        done = deed(person, by, request.POST.get("reason", ""))
        messages.success(request, f"{person.name}: {done.get_kind_display().lower()}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("authorised:of", customer=found.pk)


def _seeing(request: PortalRequest) -> list[Membership]:
    seeing = [one for one in request.memberships if may(one, Act.SEE_CONTACTS)]
    if not seeing:
        raise Http404
    return seeing


def _found(request: PortalRequest, pk: int) -> Customer:
    """Return a customer of the reader's who keeps such a list; no other one is there."""
    if any(one.is_staff_side or one.customer_id == pk for one in _seeing(request)):
        customer = get_object_or_404(Customer.objects.select_related("vendor"), pk=pk)
        if keeps_list(customer, now()) or AuthorisedPerson.objects.filter(customer=pk).exists():
            return customer
    raise Http404


def _acting(request: PortalRequest, customer: Customer, acts: set[Act]) -> Membership:
    """Return the membership that allows one of the acts here; others learn of no such page."""
    for one in request.memberships:
        is_concerned = one.is_staff_side or one.customer_id == customer.pk
        if is_concerned and any(may(one, act) for act in acts):
            return one
    raise Http404


def _page(
    request: PortalRequest, customer: Customer, form: AuthorisedForm, status: int = 200
) -> HttpResponse:
    persons = AuthorisedPerson.objects.filter(customer=customer).with_history()
    rule = keeps_list(customer, now())
    own = [one for one in request.memberships if one.customer_id == customer.pk]
    context = {
        "customer": customer,
        "rule": rule,
        "page": Paginator(persons.order_by("-pk"), PERSONS_ON_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_name": rule and any(may(one, Act.NAME_INSTRUCTORS) for one in own),
        "may_approve": any(may(one, Act.APPROVE_INSTRUCTORS) for one in request.memberships),
        "form": form,
    }
    return render(request, "contracts/authorised.html", context, status=status)
