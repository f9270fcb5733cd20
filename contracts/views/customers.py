"""The vendor's customers: where they are, whose holidays they keep, and adding one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contracts.changes import check_place
from contracts.forms.contracts import CustomerForm, PlaceForm, put
from contracts.services.customers import Place, add, place_of, settle
from contracts.views.finding import allowed, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Customer
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

CUSTOMERS_ON_A_PAGE = 50


@require_safe
def customers(request: PortalRequest) -> HttpResponse:
    """Show staff the customers with their zones and holiday regions."""
    if not is_staff(request):
        raise Http404
    rows = Customer.objects.filter(vendor=request.vendor)
    context = {
        "page": Paginator(rows, CUSTOMERS_ON_A_PAGE).get_page(request.GET.get("page")),
        "may_edit": allowed(request, Act.AMEND_CONTRACTS),
    }
    return render(request, "contracts/customers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for a customer and add it."""
    by = allowed(request, Act.AMEND_CONTRACTS)
    if by is None:
        raise Http404
    form = CustomerForm(request.POST or None, initial={"time_zone": request.vendor.time_zone})
    if request.method != "POST":
        return render(request, "contracts/customer_new.html", {"form": form})
    if not form.is_valid():
        return render(request, "contracts/customer_new.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        customer = add(by=by, name=said.pop("name"), place=Place(**said), at=now())
    except Refusal as refusal:
        put(form, refusal)
        return render(request, "contracts/customer_new.html", {"form": form}, status=409)
    messages.success(request, f"{customer} is a customer now. Sign its contract next.")
    return redirect("customers:list")


@require_http_methods(["GET", "HEAD", "POST"])
def customer(request: PortalRequest, pk: int) -> HttpResponse:
    """Show where a customer is, with what a change would mean, and change it."""
    by = allowed(request, Act.AMEND_CONTRACTS)
    if by is None:
        raise Http404
    found = get_object_or_404(Customer, pk=pk, vendor=request.vendor)
    place = place_of(found)
    initial = {name: getattr(place, name) for name in ("time_zone", "country", "holiday_region")}
    form = PlaceForm(request.POST or None, initial=initial)
    context = {"customer": found, "form": form, "stays": _what_stays(found)}
    if request.method != "POST":
        return render(request, "contracts/customer.html", context)
    if not form.is_valid():
        return render(request, "contracts/customer.html", context, status=422)
    try:
        settle(by=by, customer=found, place=Place(**form.cleaned_data), at=now())
    except Refusal as refusal:
        put(form, refusal)
        return render(request, "contracts/customer.html", context, status=409)
    messages.success(request, f"{found} is recorded so.")
    return redirect("customers:list")


def _what_stays(customer: Customer) -> str:
    """Return why the zone and the region cannot change, or nothing."""
    try:
        check_place(customer)
    except Refusal as refusal:
        return str(refusal)
    return ""
