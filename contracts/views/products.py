"""Products and releases: the vendor's list of them, and a customer's own instances (LU-07)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.instances import InstanceKind
from contracts.domain.versions import ReleaseKind
from contracts.forms.releases import EndOfLifeForm, MoveForm, ProductForm, ReleaseForm
from contracts.models import Instance, Product, Release
from contracts.queries import active_contracts
from contracts.services import releases as services
from contracts.shelves import instance_rows, releases_of, releases_seen
from contracts.standings import Shelf, covered, lifecycle_of, today_at
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now

RELEASES_ON_A_PAGE = 25

# What can be done to a release: the form, the service.
NOUNS: dict[str, tuple[Any, Any]] = {
    "end_of_life": (EndOfLifeForm, services.state_end_of_life),
    "day": (MoveForm, services.move_release),
}


@require_safe
def products(request: PortalRequest) -> HttpResponse:
    """Show the vendor's releases to its own people, and to customers what they run."""
    if any(one.is_staff_side for one in request.memberships):
        return _releases(request)
    return _own(request)


@require_POST
def releases(request: PortalRequest) -> HttpResponse:
    """Publish a release, or announce one."""
    by = publisher(request)
    form = ReleaseForm(request.POST, vendor=request.vendor)
    if not form.is_valid():
        return _releases(request, form=form, status=422)
    try:
        release = services.publish_release(by=by, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _releases(request, form=form, status=409)
    is_out = release.published_on <= today_at(request.vendor, now())
    messages.success(request, f"{release} is {'published' if is_out else 'announced'}.")
    return redirect(f"{request.path.removesuffix('releases/')}?product={release.product_id}")


@require_POST
def new_product(request: PortalRequest) -> HttpResponse:
    """Name another product."""
    by = publisher(request)
    form = ProductForm(request.POST)
    if not form.is_valid():
        return _releases(request, product_form=form, status=422)
    try:
        product = services.add_product(by=by, name=form.cleaned_data["name"], at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _releases(request, product_form=form, status=409)
    messages.success(request, f"{product} can have releases and instances now.")
    return redirect("products:list")


@require_safe
def release(request: PortalRequest, pk: int) -> HttpResponse:
    """Show a release: its notes, its stage, and to the vendor's people who runs it."""
    return _release(request, _visible(request, pk))


@require_POST
def release_deed(request: PortalRequest, pk: int, noun: str) -> HttpResponse:
    """State a release's end of life, or give an announced one another day."""
    by = publisher(request)
    shown = _visible(request, pk)
    make, service = NOUNS[noun]
    form = make(request.POST)
    if not form.is_valid():
        return _release(request, shown, {noun: form}, status=422)
    try:
        service(release=shown, by=by, at=now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _release(request, shown, {noun: form}, status=409)
    messages.success(request, "Saved. Customers whose support changes are told.")
    return redirect("products:release", pk=pk)


def publisher(request: PortalRequest) -> Membership:
    """Return the membership that may publish; nobody else learns that the address exists."""
    for membership in request.memberships:
        if may(membership, Act.PUBLISH_RELEASES):
            return membership
    raise Http404


def _releases(
    request: PortalRequest,
    *,
    form: ReleaseForm | None = None,
    product_form: ProductForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = today_at(request.vendor, now())
    known = list(Product.objects.filter(vendor=request.vendor))
    chosen = _chosen(known, request.GET.get("product") or request.POST.get("product", ""))
    rules = lifecycle_of(request.vendor, today)
    rows = releases_of(chosen, rules, today) if chosen else []
    published = [row.release.published for row in rows]
    shelf = Shelf({chosen.pk: published} if chosen else {}, {}, today)
    context = {
        "products": known,
        "chosen": chosen,
        "query": f"product={chosen.pk}" if chosen else "",
        "rules": rules,
        "covered": covered(chosen, rules, shelf) if chosen else None,
        "rows": Paginator(rows, RELEASES_ON_A_PAGE).get_page(request.GET.get("page")),
        "may_publish": any(may(one, Act.PUBLISH_RELEASES) for one in request.memberships),
        "form": form or ReleaseForm(vendor=request.vendor, initial={"product": chosen}),
        "product_form": product_form or ProductForm(),
    }
    return render(request, "contracts/releases.html", context, status=status)


def _chosen(known: list[Product], wanted: str) -> Product | None:
    named = (product for product in known if str(product.pk) == wanted)
    return next(named, known[0] if known else None)


def _own(request: PortalRequest) -> HttpResponse:
    customers = [one.customer for one in request.memberships if one.customer]
    contracts = active_contracts(customers, now())
    today = today_at(request.vendor, now())
    rows = Instance.objects.running().with_names().filter(contract__in=contracts)
    live_first = sorted(rows, key=lambda row: row.kind != InstanceKind.LIVE)
    context = {
        "contracts": contracts,
        "rows": instance_rows(live_first, today),
        "several": len(contracts) > 1,
    }
    return render(request, "contracts/own_instances.html", context)


def _visible(request: PortalRequest, pk: int) -> Release:
    """Return a release; customers see those of products they have."""
    rows = releases_seen(request.vendor, request.memberships)
    return get_object_or_404(rows.select_related("product"), pk=pk)


def _announced(request: PortalRequest, shown: Release, *, is_out: bool) -> str:
    """Return what a link says to begin an announcement of a release with (LU-28)."""
    if not any(may(one, Act.ANNOUNCE) for one in request.memberships):
        return ""
    name, day = f"{shown.product} {shown}", f"{shown.published_on:%d %B %Y}"
    said = {
        "kind": "release",
        "title": f"{name} is out" if is_out else f"{name} comes on {day}",
        "text": f"{name} is out since {day}." if is_out else f"{name} is planned for {day}.",
        "product": shown.product.name,
        # A quarterly release concerns all who run the product, a correction those on its series.
        "versions": "" if shown.kind is ReleaseKind.QUARTERLY else str(shown.number.series),
    }
    return urlencode({key: value for key, value in said.items() if value})


def _release(
    request: PortalRequest,
    shown: Release,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = today_at(request.vendor, now())
    rules = lifecycle_of(request.vendor, today)
    row = next(
        one for one in releases_of(shown.product, rules, today) if one.release.pk == shown.pk
    )
    context = {
        "row": row,
        "release": shown,
        "rules": rules,
        "may_publish": any(may(one, Act.PUBLISH_RELEASES) for one in request.memberships),
        "announced": _announced(request, shown, is_out=row.is_out),
        "end_of_life": EndOfLifeForm(initial={"eol_on": shown.eol_on}),
        "day": MoveForm(initial={"published_on": shown.published_on}),
        **(forms or {}),
    }
    return render(request, "contracts/release.html", context, status=status)
