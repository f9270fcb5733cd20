"""What the API publishes of claims, field by field (CO-10)."""

from datetime import datetime
from typing import TypedDict

from credits.claims.months import Case
from credits.claims.page import points_of
from credits.claims.states import hours_of, state_of
from credits.models import Claim


class ClaimDecisionShape(TypedDict):
    """What was decided of a claim; the amount is a decimal as text."""

    kind: str
    amount: str
    reason: str
    decided_by: str
    decided_at: datetime


class ClaimShape(TypedDict):
    """A claim as it was stated, and where it stands."""

    number: int
    contract: int
    customer: str
    outage: str
    incident: str
    areas: list[str]
    started_at: datetime | None
    ended_at: datetime | None
    users: list[str]
    estimated_minutes: int | None
    words: str
    missing: list[str]
    source: str
    filed_at: datetime
    state: str
    hours: int | None
    decisions: list[ClaimDecisionShape]


class ClaimConditionShape(TypedDict):
    """A condition of a claim."""

    name: str
    state: str
    words: str


class ClaimDeadlineShape(TypedDict):
    """Until when a claim can be filed, by one reading of the agreement."""

    at: datetime
    reading: str
    is_agreed: bool


class CaseShape(TypedDict):
    """What a claim hangs on: its conditions, the record, the deadline by each reading."""

    month: str
    measured_seconds: int
    conditions: list[ClaimConditionShape]
    deadlines: list[ClaimDeadlineShape]


class OneClaimShape(ClaimShape, CaseShape):
    """A claim with what it hangs on."""


def claim_as_data(claim: Claim) -> ClaimShape:
    """Return a claim as it was stated, and where it stands."""
    return {
        "number": claim.number,
        "contract": claim.contract_id,
        "customer": claim.contract.customer.name,
        "outage": str(claim.outage),
        "incident": claim.incident_number,
        "areas": claim.areas,
        "started_at": claim.started_at,
        "ended_at": claim.ended_at,
        "users": claim.users,
        "estimated_minutes": claim.estimated_minutes,
        "words": claim.words,
        "missing": claim.missing,
        "source": claim.source,
        "filed_at": claim.filed_at,
        "state": state_of(claim),
        "hours": hours_of(claim),
        "decisions": [
            {
                "kind": one.kind,
                "amount": str(one.amount),
                "reason": one.reason,
                "decided_by": str(one.decided_by),
                "decided_at": one.decided_at,
            }
            for one in sorted(claim.decisions.all(), key=lambda one: one.pk)
        ],
    }


def case_as_data(claim: Claim, case: Case, at: datetime) -> CaseShape:
    """Return what a claim hangs on."""
    return {
        "month": str(case.of.month),
        "measured_seconds": int(case.lost.counted.total_seconds()),
        "conditions": [
            {"name": one.name, "state": one.state.value, "words": one.words}
            for one in points_of(claim, case, at)
        ],
        "deadlines": [
            {"at": one.at, "reading": one.reading, "is_agreed": one.is_agreed}
            for one in case.limits
        ],
    }
