"""Claims on pages of lower floors: outages and incidents show them without importing this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from availability.models import Outage, OutageVersion
from contracts.models import Contract
from credits.claims.asking import may_be_claim
from credits.models import Claim
from incidents.models import Incident
from incidents.queries import Entry
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, may

register = template.Library()


@dataclass(frozen=True, slots=True)
class Offer:
    """A contract for which an outage was claimed, or can be."""

    outage: Outage
    contract: Contract
    claim: Claim | None
    may_file: bool


@register.simple_tag(takes_context=True)
def claim_offers(
    context: template.Context, outage: Outage, contracts: Sequence[Contract]
) -> list[Offer]:
    """Return the claims of an outage that the reader may see or file, contract by contract."""
    asking = [one for one in contracts if one.agreement.terms.claims is not None]
    if not asking:
        return []
    rows = Claim.objects.standing().filter(outage=outage)
    known = {one.contract_id: one for one in rows}
    held: list[Membership] = context["request"].memberships
    is_over = _is_over(outage.current)
    found = [
        Offer(outage, one, known.get(one.pk), is_over and _may_file(held, one)) for one in asking
    ]
    return [one for one in found if one.claim or one.may_file]


@register.simple_tag
def claims_of_incident(incident: Incident, membership: Membership) -> list[Offer]:
    """Return what of an incident's outages was claimed or can be; nothing is asked in vain."""
    if incident.agreement.terms.claims is None:
        return []
    contract = incident.contract
    rows: Any = Outage.objects.with_current()
    outages = list(rows.filter(incident_rows__incident=incident).distinct())
    claims = {one.outage_id: one for one in Claim.objects.standing().filter(outage__in=outages)}
    may_file = may(membership, Act.FILE_CLAIM)
    found = [
        Offer(one, contract, _own(claims.get(one.pk), contract), may_file and _is_over(one.current))
        for one in outages
    ]
    return [one for one in found if one.claim or one.may_file]


@register.simple_tag(takes_context=True)
def asking_for_credit(context: template.Context, entry: Entry, incident: Incident) -> bool:
    """Say whether the reader may record a message as a claim, and it asks for a credit."""
    membership: Membership | None = context.get("membership")
    if membership is None or not membership.is_staff_side or entry.message is None:
        return False
    return may(membership, Act.FILE_CLAIM) and may_be_claim(incident, entry.message)


def _own(claim: Claim | None, contract: Contract) -> Claim | None:
    return claim if claim and claim.contract_id == contract.pk else None


def _is_over(version: OutageVersion) -> bool:
    return version.ends_at is not None and not version.is_withdrawn


def _may_file(memberships: Sequence[Membership], contract: Contract) -> bool:
    own = (None, contract.customer_id)
    return any(may(one, Act.FILE_CLAIM) and one.customer_id in own for one in memberships)
