"""What a contract entitles to, beside what the other tiers have (LU-05)."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.comparison import Comparison, compare, compare_tiers
from contracts.domain.entitlements import Entitlement
from contracts.entitlements import loaded, terms_of
from contracts.forms.entitlements import OverrideForm
from contracts.models import AgreementVersion, Contract, EntitlementOverride
from contracts.phrases import value_in_words
from contracts.queries import active_contracts
from contracts.seats import today
from contracts.services.entitlements import override as agree_otherwise
from contracts.views.finding import allowed, contract_seen, contracts_seen, is_staff
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest, now

CONTRACTS_ON_A_PAGE = 50
MOST_RECORDED = 50  # of what was agreed otherwise


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded once, with its row's name and the value in words."""

    row: EntitlementOverride
    name: str
    words: str


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """Show the reader's own contract; staff choose one below the tiers side by side."""
    own = _own(request)
    if own and not is_staff(request):
        return _page(request, own[0])
    version = AgreementVersion.objects.filter(vendor=request.vendor).in_force(now().date()).first()
    if version is None or not version.terms.entitlements.by_key:
        raise Http404
    context = {"comparison": compare_tiers(version.terms), "version": version}
    if is_staff(request):
        context["contracts"] = _chosen_from(request)
    return render(request, "contracts/entitlements.html", context)


@require_safe
def of_contract(request: PortalRequest, pk: int) -> HttpResponse:
    """Show one contract's entitlements."""
    contract = contract_seen(request, pk)
    return _page(request, contract)


@require_POST
def overrides(request: PortalRequest, pk: int) -> HttpResponse:
    """Agree a row otherwise for this contract."""
    contract = contract_seen(request, pk)
    by = allowed(request, Act.AMEND_CONTRACTS)
    if by is None:
        raise Http404
    form = _form(contract, request)
    if not form.is_valid():
        return _page(request, contract, form=form, status=422)
    said = form.cleaned_data
    try:
        row = agree_otherwise(
            by=by,
            contract=contract,
            key=said["key"],
            value=said["agreed"],
            since=said["since"],
            until=said["until"],
            reason=said["reason"],
            at=now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, contract, form=form, status=409)
    messages.success(request, f"Recorded from {row.since:%d %B %Y}.")
    return redirect("contracts:entitlements_of", pk=contract.pk)


def _own(request: PortalRequest) -> list[Contract]:
    """Return the contracts in force of the reader's own customers."""
    return active_contracts([one.customer for one in request.memberships if one.customer], now())


def _page(
    request: PortalRequest,
    contract: Contract,
    *,
    form: OverrideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    on = today(contract.customer, now())
    comparison: Comparison = compare(contract, on)
    context = {
        "contract": contract,
        "own_contracts": _own(request),
        "comparison": comparison,
        "version": contract.agreement,
        "on": on,
    }
    if is_staff(request):
        context["history"] = _history(contract, on)
    if allowed(request, Act.AMEND_CONTRACTS):
        context["form"] = form or _form(contract)
    return render(request, "contracts/entitlements.html", context, status=status)


def _history(contract: Contract, on: date) -> list[Recorded]:
    rows = EntitlementOverride.objects.filter(contract=contract).select_related("made_by")
    known = terms_of(contract, on)[0].entitlements.by_key
    return [
        Recorded(row, known[row.key].name, _in_words(known[row.key], row))
        for row in rows.order_by("-pk")[:MOST_RECORDED]
        if row.key in known
    ]


def _in_words(entitlement: Entitlement, row: EntitlementOverride) -> str:
    value = row.as_override().value
    return "as the tier says" if value is None else value_in_words(entitlement, value)


def _form(contract: Contract, request: PortalRequest | None = None) -> OverrideForm:
    (contract,) = loaded([contract])
    on = today(contract.customer, now())
    terms, _ = terms_of(contract, on)
    data = request.POST if request else None
    return OverrideForm(data, rows=dict(terms.entitlements.by_key), initial={"since": on})


def _chosen_from(request: PortalRequest) -> object:
    pages = Paginator(contracts_seen(request), CONTRACTS_ON_A_PAGE)
    return pages.get_page(request.GET.get("page"))
