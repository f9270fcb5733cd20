"""Whether an outage can be claimed for a contract, and in which incident it is documented."""

from datetime import datetime

from availability.models import Outage
from availability.serving import contracts_touched
from contracts.models import Contract
from credits.claims.details import ClaimFacts, missing_of
from credits.claims.months import ClaimsMonth, month_of
from credits.domain.conditions import missing_in_words
from credits.models import Claim
from incidents.models import Incident
from portal.kernel.refusal import Refusal

# Under which field of the form a missing detail is asked for.
FIELDS = {"functional_areas": "areas", "date_and_time": "started_at"}


def incident_of(outage: Outage, contract: Contract) -> Incident | None:
    """Return the incident in which an outage is documented for a customer, if there is one."""
    row = outage.incident_rows.filter(customer=contract.customer_id).select_related("incident")
    found = row.exclude(incident=None).first()
    if found is not None:
        return found.incident
    own = outage.incident
    return own if own and own.customer_id == contract.customer_id else None


def claimable(contract: Contract, outage: Outage, at: datetime) -> ClaimsMonth:
    """Return the month in which a claim for an outage is judged.

    :raises Refusal: if the outage was none, goes on, did not touch the contract, or was claimed
        before, or the agreement knows no claims.
    """
    version = outage.current
    if version.is_withdrawn:
        raise Refusal(f"{outage} was no outage: {version.reason}", code="withdrawn")
    if version.is_going_on:
        raise Refusal(
            f"{outage} is still going on. The time for claiming counts from its end: file the "
            "claim as soon as it is over.",
            code="going_on",
        )
    if contract.pk not in {one.pk for one in contracts_touched(version, at=at)}:
        raise Refusal(
            f"{outage} did not touch the contract with {contract.customer}, or the contract did "
            "not run at that time.",
            code="not_touched",
        )
    month = month_of(contract, outage, at=at)
    if month.terms.claims is None:
        raise Refusal(_no_claims(month), code="no_claims")
    known = Claim.objects.filter(contract=contract, outage=outage).order_by("pk").first()
    if known is not None:
        raise Refusal(
            f"{outage} was claimed on {known.filed_at:%d %B %Y} as {known}.", code="twice"
        )
    return month


def _no_claims(month: ClaimsMonth) -> str:
    if month.terms.credits is not None:
        return (
            "Credits of this agreement need no claim: they are worked out by themselves when "
            f"{month.month.first_day:%B %Y} closes."
        )
    return "This agreement promises no credits that could be claimed."


def missing_in(month: ClaimsMonth, facts: ClaimFacts, number: str) -> list[str]:
    """Return which details the agreement asks for and were not given."""
    return missing_of(month.terms.claims, facts, number) if month.terms.claims else []


def check_complete(month: ClaimsMonth, facts: ClaimFacts, number: str) -> None:
    """Refuse a claim that lacks something the agreement asks for (P29).

    :raises Refusal: with the field's name as its code.
    """
    missing = missing_in(month, facts, number)
    if missing:
        asked = f" ({month.terms.claims.clause.ref})" if month.terms.claims else ""
        raise Refusal(
            f"A claim states all of it together{asked}. Still missing: "
            f"{missing_in_words(missing)}.",
            code=FIELDS.get(missing[0], missing[0]),
        )
