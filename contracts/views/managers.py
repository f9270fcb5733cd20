"""Who is the technical account manager of which contract (LU-05)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from contracts.forms.activities import ManagerForm
from contracts.models import AssignedManager, Contract
from contracts.services import activities
from contracts.views.finding import allowed, contract_seen, contracts_seen
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.tenancy.roles import Role
from portal.web.http import PortalRequest, now

ON_A_PAGE = 50


@require_safe
def managers(request: PortalRequest) -> HttpResponse:
    """Show each contract whose tier has one, with its technical account manager."""
    _keeper(request)
    return _page(request)


@require_POST
def assignments(request: PortalRequest, pk: int) -> HttpResponse:
    """Assign a technical account manager to a contract."""
    by = _keeper(request)
    contract = contract_seen(request, pk)
    form = ManagerForm(request.POST, prefix=str(pk), managers=_candidates())
    if not form.is_valid():
        return _page(request, {pk: form}, status=422)
    try:
        manager = form.chosen()
        activities.assign_manager(by=by, contract=contract, manager=manager, at=now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, {pk: form}, status=409)
    messages.success(request, f"{manager.person} looks after {contract.customer} from now on.")
    return redirect("activities:managers")


def _page(
    request: PortalRequest, sent: dict[int, ManagerForm] | None = None, *, status: int = 200
) -> HttpResponse:
    wanted = [one for one in contracts_seen(request) if _has_manager(one)]
    page = Paginator(wanted, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = AssignedManager.objects.current().filter(contract__in=[one.pk for one in page])
    there = {row.contract_id: row for row in rows.select_related("membership__person")}
    known = _candidates()
    shown = [
        (one, there.get(one.pk), (sent or {}).get(one.pk) or _form(one, there.get(one.pk), known))
        for one in page
    ]
    problem = next(iter((sent or {}).values()), None)
    context = {"page": page, "rows": shown, "problem": problem}
    return render(request, "contracts/managers.html", context, status=status)


def _form(
    contract: Contract, there: AssignedManager | None, known: list[Membership]
) -> ManagerForm:
    initial = {"manager": there.membership_id} if there else None
    return ManagerForm(prefix=str(contract.pk), initial=initial, managers=known)


def _candidates() -> list[Membership]:
    rows = Membership.objects.current().filter(role=Role.TECHNICAL_ACCOUNT_MANAGER)
    return list(rows.select_related("person"))


def _has_manager(contract: Contract) -> bool:
    track = contract.agreement.terms.fast_track
    return track is not None and contract.tier in track.tiers


def _keeper(request: PortalRequest) -> Membership:
    by = allowed(request, Act.KEEP_ACCOUNT)
    if by is None:
        raise Http404
    return by
