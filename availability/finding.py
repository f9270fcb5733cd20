"""Which outages a reader may see, and what of them; 404 for all others (CO-03)."""

from datetime import datetime

from django.http import Http404

from availability.models import Exclusion, Outage, Verdict
from availability.promises import Promises
from availability.serving import contracts_touched, period_of
from contracts.models import Contract
from contracts.views.finding import allowed, is_staff
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act
from portal.web.http import PortalRequest

TOLD = (Verdict.APPROVED, Verdict.CONTESTED)


def find_outage(request: PortalRequest, number: int) -> Outage:
    """Return an outage that this person may see, or answer 404."""
    rows = Outage.objects.visible_to(request.memberships).with_current()
    found = rows.select_related("opened_by").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def able(request: PortalRequest, *acts: Act) -> Membership:
    """Return the membership that allows one of some acts; to everybody else: 404."""
    for act in acts:
        membership = allowed(request, act)
        if membership is not None:
            return membership
    raise Http404


def touched_by(request: PortalRequest, outage: Outage, at: datetime) -> list[Contract]:
    """Return the contracts that an outage touched and this person may see."""
    touched = contracts_touched(outage.current, at=at)
    if is_staff(request):
        return touched
    own = {one.customer_id for one in request.memberships}
    return [one for one in touched if one.customer_id in own]


def exclusions_seen(
    request: PortalRequest, outage: Outage, contracts: list[Contract], at: datetime
) -> list[Exclusion]:
    """Return an outage's exclusions; customers see what was decided about their own contracts."""
    rows = Exclusion.objects.filter(outage=outage)
    if is_staff(request):
        return list(rows.with_decisions())
    promises, during = Promises.of(contracts), period_of(outage.current, at)
    listed = {one.pk: promises.reasons(one, during) for one in contracts}
    seen = []
    for one in rows.with_decisions([contract.pk for contract in contracts]):
        one.read_for = [
            contract.pk
            for contract in contracts
            if one.contract_id in (None, contract.pk) and one.reason in listed[contract.pk]
        ]
        if one.read_for and one.state in TOLD:
            seen.append(one)
    return seen
