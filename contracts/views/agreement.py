"""The terms as a page: every promise with its clause and the document's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.domain.hours import ServiceHours
from contracts.domain.severities import Severity
from contracts.domain.targets import Milestone, Promise
from contracts.domain.terms import Terms, Tier
from contracts.models import AgreementVersion, Contract
from contracts.queries import active_contracts
from portal.tenancy.policy import Act, may
from portal.web.http import PortalRequest, now


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """One severity with what is promised for it and when its time counts."""

    severity: Severity
    response: Promise
    resolution: Promise
    hours: tuple[tuple[str, ServiceHours], ...]  # with the names of the tiers that have them


@require_safe
def agreement(request: PortalRequest) -> HttpResponse:
    """Show the terms in force for the reader: their contract's version, or the vendor's newest."""
    customers = [m.customer for m in request.memberships if m.customer]
    contracts: list[Contract] = active_contracts(customers, now())
    version = contracts[0].agreement if contracts else _newest(request)
    terms = version.terms
    own = [terms.tiers[contract.tier] for contract in contracts if contract.agreement == version]
    tiers = own or list(terms.tiers.values())
    context = {
        "version": version,
        "terms": terms,
        "tiers": tiers,
        "contracts": contracts,
        "rows": [_row(terms, tiers, severity) for severity in terms.severities.values()],
        "sees_contacts": any(may(one, Act.SEE_CONTACTS) for one in request.memberships),
    }
    return render(request, "contracts/agreement.html", context)


def _newest(request: PortalRequest) -> AgreementVersion:
    version = AgreementVersion.objects.filter(vendor=request.vendor).in_force(now().date()).first()
    if version is None:
        raise Http404
    return version


def _row(terms: Terms, tiers: list[Tier], severity: Severity) -> SeverityRow:
    return SeverityRow(
        severity=severity,
        response=terms.promise(severity.key, Milestone.RESPONSE),
        resolution=terms.promise(severity.key, Milestone.RESOLUTION),
        hours=tuple(_hours(terms, tiers, severity)),
    )


def _hours(
    terms: Terms, tiers: list[Tier], severity: Severity
) -> Iterator[tuple[str, ServiceHours]]:
    found = {tier.name: terms.hours(tier.key, severity.key) for tier in tiers}
    for key in dict.fromkeys(hours.key for hours in found.values()):
        names = [name for name, hours in found.items() if hours.key == key]
        yield ", ".join(names), found[names[0]]
