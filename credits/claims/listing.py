"""The list of claims: all, those that wait for their month, for a decision, and the decided."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, Subquery

from credits.claims.states import FINAL, LABELS, decision_of, hours_of, state_of, verdict_of
from credits.models import Claim, ClaimDecision, ClaimVerdict
from credits.models.claim import ClaimQuerySet

VIEWS = {
    "": "All",
    "pending": "Waiting for their month",
    "to_decide": "To decide",
    "decided": "Decided",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A claim as a list shows it."""

    claim: Claim
    label: str
    look: str
    hours: int | None  # known once the month is closed
    why: str  # the first thing that does not hold
    lasted: timedelta | None


def in_view(rows: ClaimQuerySet, view: str) -> ClaimQuerySet:
    """This function will keep the claims of one view."""
    decided = Exists(ClaimDecision.objects.filter(claim=OuterRef("pk"), kind__in=FINAL))
    verdicts = ClaimVerdict.objects.filter(claim=OuterRef("pk")).order_by("-pk")
    judged = rows.alias(is_decided=decided, holds=Subquery(verdicts.values("is_eligible")[:1]))
    if view == "pending":
        return judged.filter(is_decided=False, holds=None)
    if view == "to_decide":
        return judged.filter(is_decided=False, holds=True)
    if view == "decided":
        return judged.filter(Q(is_decided=True) | Q(holds=False))
    return rows


def row_of(claim: Claim) -> Row:
    """This function will return a claim, whose verdicts and decisions were read, as a row."""
    verdict, version = verdict_of(claim), claim.outage.current
    failing = verdict is not None and not verdict.is_eligible and decision_of(claim) is None
    lasted = version.ends_at - version.starts_at if version.ends_at else None
    return Row(
        claim,
        *LABELS[state_of(claim)],
        hours=hours_of(claim),
        why=verdict.reasons[0] if failing and verdict else "",
        lasted=lasted,
    )
