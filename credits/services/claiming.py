"""Claims for credits: filed from an outage, completed, settled with the month, decided (PQ-07).

A claim is judged when its month closes and decided afterwards; both have files of their own.
"""

from datetime import datetime

from django.db import transaction

from availability.models import Outage
from contracts.models import Contract
from credits.claims import telling
from credits.claims.claimable import check_complete, claimable, incident_of, missing_in
from credits.claims.details import ClaimFacts
from credits.claims.months import ClaimsMonth, month_of
from credits.domain.claims import is_in_time
from credits.models import Claim, ClaimSource
from credits.services.claim_decisions import decide_claim, set_limit
from credits.services.claim_entries import enter_filed
from credits.services.claim_verdicts import settle_claims
from credits.services.numbers import next_claim
from incidents.models import Incident
from portal.audit.models import record
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership, Person
from portal.tenancy.policy import Act, require

__all__ = ["complete_claim", "decide_claim", "file_claim", "set_limit", "settle_claims"]

BY_STAFF = (ClaimSource.MAIL, ClaimSource.MESSAGE, ClaimSource.TELEPHONE)


@transaction.atomic
def file_claim(
    *,
    by: Membership,
    contract: Contract,
    outage: Outage,
    facts: ClaimFacts,
    incident: Incident | None = None,
    source: str = ClaimSource.PAGE,
    message: str = "",
    received_at: datetime | None = None,
    filed_by: Person | None = None,
    at: datetime,
) -> Claim:
    """File a claim for the credit of an outage; the portal fills in the incident's number.

    A claim filed here or through the API is complete or refused. One that came otherwise is
    recorded by the vendor's people as it came, with what is missing.

    :param received_at: when a mail or call came in, which is when it counts from.
    :param filed_by: who wrote or called; None: whoever files it.
    :raises Refusal: if `by` may not, the outage goes on, did not touch the contract, or was
        claimed before, the agreement knows no claims, or something that it asks for is missing.
    """
    require(by, Act.FILE_CLAIM)
    _check_own(by, contract)
    contract = Contract.objects.locked().select_related("customer", "vendor").get(pk=contract.pk)
    outage = Outage.objects.with_current().get(pk=outage.pk)  # as it is known by now
    month = claimable(contract, outage, at)
    incident = incident or incident_of(outage, contract)
    facts = facts.checked(at)
    number = str(incident or outage)
    if source not in BY_STAFF:
        check_complete(month, facts, number)
    claim = Claim.objects.create(
        vendor_id=contract.vendor_id,
        number=next_claim(contract.vendor_id),
        contract=contract,
        outage=outage,
        incident=incident,
        incident_number=number,
        missing=missing_in(month, facts, number),
        source=source,
        message=message[:200],
        filed_at=_received(by, source, received_at, at),
        filed_by=filed_by or by.person,
        recorded_at=at,
        recorded_by=by.person,
        **_columns(facts),
    )
    return _kept(claim, month, by, at)


@transaction.atomic
def complete_claim(*, by: Membership, claim: Claim, facts: ClaimFacts, at: datetime) -> Claim:
    """Give what a claim lacked; it counts from now on, and what was filed stays beside it (P29).

    :raises Refusal: if `by` may not, it lacks nothing, something is still missing, its time has
        passed, or it was decided.
    """
    require(by, Act.FILE_CLAIM)
    _check_own(by, claim.contract)
    Contract.objects.locked().get(pk=claim.contract_id)
    claim = (
        Claim.objects.standing()
        .select_related("contract__customer", "contract__vendor", "outage", "incident")
        .get(vendor=claim.vendor_id, number=claim.number)
    )
    if not claim.missing:
        raise Refusal(f"{claim} is complete already.", code="complete")
    if claim.decisions.exists():
        raise Refusal(f"{claim} was decided already.", code="decided")
    month = month_of(claim.contract, claim.outage, at=at)
    last = month.case(claim.outage).last
    if not is_in_time(at, last):
        raise Refusal(
            f"{claim} could be completed until {last.astimezone(month.zone):%d %B %Y %H:%M:%S %Z}.",
            code="too_late",
        )
    facts = facts.checked(at)
    check_complete(month, facts, claim.incident_number)
    made = Claim.objects.create(
        vendor_id=claim.vendor_id,
        number=claim.number,
        contract=claim.contract,
        outage=claim.outage,
        incident=claim.incident,
        incident_number=claim.incident_number,
        source=claim.source,
        message=claim.message,
        completes=claim,
        filed_at=at,
        filed_by=by.person,
        recorded_at=at,
        recorded_by=by.person,
        **_columns(facts),
    )
    _kept(made, month, by, at)
    return made


def _received(by: Membership, source: str, received_at: datetime | None, at: datetime) -> datetime:
    if source in BY_STAFF and not by.is_staff_side:
        raise Refusal("Only the vendor's people record what came by mail or call.", code="source")
    came = received_at if source in BY_STAFF and received_at else at
    if came > at:
        raise Refusal("It cannot have come in later than now.", code="received_at")
    return came


def _check_own(by: Membership, contract: Contract) -> None:
    if by.vendor_id != contract.vendor_id or by.customer_id not in (None, contract.customer_id):
        raise Refusal("This contract is not yours.", code="not_allowed")


def _columns(facts: ClaimFacts) -> dict[str, object]:
    return {
        "areas": list(facts.areas),
        "started_at": facts.started_at,
        "ended_at": facts.ended_at,
        "users": list(facts.users),
        "estimated_minutes": facts.estimated_minutes,
        "words": facts.said,
    }


def _kept(claim: Claim, month: ClaimsMonth, by: Membership, at: datetime) -> Claim:
    """Write down and tell that a claim was filed; where its month is closed, judge it at once."""
    after = {"claim": str(claim), "outage": str(claim.outage), "missing": claim.missing}
    verb = "claim completed" if claim.completes_id else "claim filed"
    record(verb, claim, actor=by.person, at=at, after=after)
    telling.tell_of_filing(claim, month.case(claim.outage).last, zone=month.zone, at=at)
    enter_filed(claim, month, at)
    if month.closing is not None:
        settle_claims([month.closing], at=at)
    return claim
