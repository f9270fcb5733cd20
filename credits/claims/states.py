"""Where a claim stands: what was said of it, by the month's close and by people (PQ-07)."""

from enum import StrEnum

from credits.domain import claims as rules_of
from credits.domain.claims import ClaimRules
from credits.models import Claim, ClaimDecision, ClaimVerdict, DecisionKind

FINAL = (DecisionKind.APPROVED, DecisionKind.DECLINED)


class ClaimState(StrEnum):
    """Where a claim stands."""

    INCOMPLETE = "incomplete"
    PENDING = "pending"  # until its month closes
    HOLDS = "holds"  # to be decided
    PROPOSED = "proposed"  # a second person decides
    FAILS = "fails"
    APPROVED = "approved"
    DECLINED = "declined"


# What each is called on pages, and how it looks there.
LABELS = {
    ClaimState.INCOMPLETE: ("Incomplete", "you"),
    ClaimState.PENDING: ("Waits for the month to close", "plain"),
    ClaimState.HOLDS: ("Waits for a decision", "us"),
    ClaimState.PROPOSED: ("Waits for a second person", "us"),
    ClaimState.FAILS: ("Does not hold", "bad"),
    ClaimState.APPROVED: ("Approved", "ok"),
    ClaimState.DECLINED: ("Declined", "bad"),
}


def state_of(claim: Claim) -> ClaimState:
    """This function will say where a claim stands; its decisions and verdicts should be read."""
    decision, verdict = decision_of(claim), verdict_of(claim)
    if decision is not None:
        return ClaimState(decision.kind)
    if verdict is None:
        return ClaimState.INCOMPLETE if claim.missing else ClaimState.PENDING
    if not verdict.is_eligible:
        return ClaimState.FAILS
    return ClaimState.PROPOSED if proposal_of(claim) else ClaimState.HOLDS


def decision_of(claim: Claim) -> ClaimDecision | None:
    """This function will return what was decided in the end."""
    return next((one for one in claim.decisions.all() if one.kind in FINAL), None)


def proposal_of(claim: Claim) -> ClaimDecision | None:
    """This function will return the approval that a second person has not answered yet."""
    said = sorted(claim.decisions.all(), key=lambda one: one.pk)
    return said[-1] if said and said[-1].kind == DecisionKind.PROPOSED else None


def verdict_of(claim: Claim) -> ClaimVerdict | None:
    """This function will return what the month's newest close made of a claim."""
    return max(claim.verdicts.all(), key=lambda one: one.pk, default=None)


def hours_of(claim: Claim) -> int | None:
    """This function will return the hours that the month's close saw in a claim, if it saw any.

    None: the month is not closed, or what the claim adds to others is known when it is approved.
    """
    verdict = verdict_of(claim)
    if verdict is None or (verdict.is_eligible and not verdict.hours):
        return None
    return verdict.hours


def is_approved(claim: Claim) -> bool:
    """This function will say whether a claim was approved."""
    return state_of(claim) is ClaimState.APPROVED


def is_declined(claim: Claim) -> bool:
    """This function will say whether a claim was declined."""
    return state_of(claim) is ClaimState.DECLINED


def as_filed(claim: Claim, rules: ClaimRules) -> rules_of.Claim:
    """This function will return a claim as the rules read it: when it counts from (P29)."""
    first = claim.completes or claim
    return rules_of.Claim(
        key=str(claim),
        filed_at=(claim if rules.incomplete_is_none else first).filed_at,
        missing=tuple(claim.missing),
        outage=str(claim.outage),
    )
