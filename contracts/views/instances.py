"""Instances: the vendor's list of them, and adding one (LU-04)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from contracts.domain.instances import NAMES, InstanceKind
from contracts.forms.instances import InstanceForm
from contracts.models import Contract, Instance
from contracts.services import instances as services
from contracts.shelves import instance_rows
from contracts.standings import today_at
from contracts.views.instance import able
from portal.kernel.keys import read_key
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

INSTANCES_ON_A_PAGE = 50
CONTRACTS_SHOWN = 100


@require_safe
def instances(request: PortalRequest) -> HttpResponse:
    """Show every customer's instances to the vendor's people."""
    if not any(one.is_staff_side for one in request.memberships):
        raise Http404
    words = request.GET.get("q", "").strip()[:100]
    rows = Instance.objects.running().with_names().filter(vendor=request.vendor)
    rows = rows.order_by("contract__customer__name", "product__name", "kind", "pk")
    for word in words.split():
        rows = rows.filter(
            Q(contract__customer__name__icontains=word)
            | Q(product__name__icontains=word)
            | Q(name__icontains=word)
            | Q(release__startswith=word)
        )
    page = Paginator(rows, INSTANCES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": instance_rows(page.object_list, today_at(request.vendor, now())),
        "words": words,
        "query": urlencode({"q": words}) if words else "",
        "may_keep": bool(able(request, Act.KEEP_ACCOUNT)),
    }
    return render(request, "contracts/instances.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PortalRequest) -> HttpResponse:
    """Ask for which contract it is, then for the instance, and add it (LU-04)."""
    by = able(request, Act.KEEP_ACCOUNT)
    if by is None:
        raise Http404
    today = today_at(request.vendor, now())
    running = Contract.objects.filter(vendor=request.vendor).active(today)
    running = running.select_related("customer", "agreement").defer("agreement__source")
    wanted = request.POST.get("contract") or request.GET.get("contract", "")
    contract = running.filter(pk=read_key(wanted) or 0).first()
    if contract is None:
        choice = {"contracts": running[:CONTRACTS_SHOWN]}
        return render(request, "contracts/choose_contract.html", choice)
    form = InstanceForm(request.POST or None, contract=contract, initial={"since": today})
    context = {"form": form, "contract": contract, "kinds": _kinds(contract)}
    if request.method != "POST":
        return render(request, "contracts/new_instance.html", context)
    if not form.is_valid():
        return render(request, "contracts/new_instance.html", context, status=422)
    said = {name: form.cleaned_data[name] for name in ("product", "kind", "release", "since")}
    try:
        instance = services.add_instance(
            by=by, contract=contract, setup=form.setup(), at=now(), **said
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "contracts/new_instance.html", context, status=409)
    messages.success(request, f"{instance} is covered by {contract.customer}'s contract.")
    return redirect("products:instance", pk=instance.pk)


def _kinds(contract: Contract) -> str:
    """Return the kinds of instance that the contract's tier covers, in words (LU-04)."""
    terms = contract.agreement.terms
    covered = [
        NAMES[kind].lower()
        for kind in InstanceKind
        if terms.tiers[contract.tier] in terms.tiers_with(kind)
    ]
    return ", ".join(covered)
