"""Telling both sides what becomes of a claim: filed, judged with its month, decided (CO-08).

What people wrote stays in the portal where the vendor keeps it out of mail (PQ-12).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from contracts.services.hearers import contacts_of, keepers_of, tell
from credits.domain.conditions import missing_in_words
from credits.models import Claim, ClaimDecision, ClaimVerdict, DecisionKind
from portal.kernel.money import Money
from portal.tenancy.models import Person


def tell_of_filing(claim: Claim, last: datetime, *, zone: ZoneInfo, at: datetime) -> None:
    """Tell both sides that a claim was filed or completed, or what it lacks and until when."""
    missing = missing_in_words(claim.missing)
    subject = f"{claim} for {claim.outage} {'lacks something' if missing else 'was received'}"
    if claim.completes_id:
        subject = f"{claim} for {claim.outage} is complete"
    said = {"missing": missing, "last": f"{last.astimezone(zone):%A %-d %B %Y, %H:%M:%S %Z}"}
    _tell(claim, _both(claim), f"filed-{claim.pk}", subject, "claim_filed", said, at)


def tell_of_verdict(claim: Claim, verdict: ClaimVerdict, *, at: datetime) -> None:
    """Tell both sides what the close of the month made of a claim."""
    holds = "holds and waits for a decision" if verdict.is_eligible else "does not hold"
    subject = f"{claim} for {claim.outage} {holds}"
    key = f"verdict-{verdict.pk}"
    _tell(claim, _both(claim), key, subject, "claim_judged", {"verdict": verdict}, at)


def tell_of_decision(
    claim: Claim, made: ClaimDecision, amount: Money | None, *, at: datetime
) -> None:
    """Tell both sides what was decided; a proposal concerns the vendor's people alone."""
    is_proposal = made.kind == DecisionKind.PROPOSED
    people = keepers_of(claim.contract) if is_proposal else _both(claim)
    said = "needs a second person" if is_proposal else f"was {made.kind}"
    subject = f"{claim} for {claim.outage} {said}"
    words = {"decision": made, "amount": amount, "is_proposal": is_proposal}
    _tell(claim, people, f"decision-{made.pk}", subject, "claim_decided", words, at)


def _both(claim: Claim) -> list[Person]:
    return list(dict.fromkeys([*contacts_of(claim.contract), *keepers_of(claim.contract)]))


def _tell(
    claim: Claim,
    people: Iterable[Person],
    key: str,
    subject: str,
    template: str,
    said: dict[str, Any],
    at: datetime,
) -> None:
    tell(
        people,
        contract=claim.contract,
        key=f"claim-{key}",
        subject=subject,
        template=f"credits/mail/{template}",
        context={"claim": claim} | said,
        path=f"/credits/claims/{claim.number}/",
        at=at,
    )
