"""The page of one claim: what was stated beside the record, each condition, what can be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from contracts.views.finding import acting_on, is_staff
from credits.claims.details import ClaimFacts
from credits.claims.forms import ClaimForm, DecisionForm
from credits.claims.months import Case, month_of
from credits.claims.states import (
    LABELS,
    ClaimState,
    as_filed,
    decision_of,
    proposal_of,
    state_of,
    verdict_of,
)
from credits.domain.conditions import MINUTE, Condition, State, missing_in_words
from credits.models import Claim, LedgerEntry
from credits.services.claim_decisions import amount_of
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal
from portal.tenancy.policy import Act, may
from portal.web.context import reader_zone
from portal.web.http import PortalRequest, now

NAMES = {
    "month": "The month missed its target",
    "hours": "At least one full hour counts",
    "time": "It came in time",
    "complete": "It is complete",
    "invoices": "No invoice is outstanding",
}
LOOKS = {
    State.MET: ("Fulfilled", "ok"),
    State.FAILED: ("Not fulfilled", "bad"),
    State.OPEN: ("Open", "you"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """A condition as the page shows it."""

    title: str
    label: str
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """The customer's estimate beside the record; the record counts (P35)."""

    stated: int
    measured: timedelta

    @property
    def difference(self) -> timedelta:
        """By how much they differ."""
        return abs(self.stated * MINUTE - self.measured)

    @property
    def is_more(self) -> bool:
        """Whether the customer's is the longer one."""
        return self.stated * MINUTE > self.measured


type Refused = dict[str, forms.Form]  # what was typed and refused, by its deed's noun


def claim_page(
    request: PortalRequest, claim: Claim, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """This function will show a claim, with a form that was refused as it was typed."""
    at, sent = now(), refused or {}
    case = month_of(claim.contract, claim.outage, at=at).case(claim.outage)
    state = state_of(claim)
    context: dict[str, Any] = {
        "claim": claim,
        "case": case,
        "verdict": verdict_of(claim),
        "state": state,
        "label": LABELS[state],
        "points": [point_of(one) for one in points_of(claim, case, at)],
        "estimate": estimate_of(claim, case),
        "missing": missing_in_words(claim.missing),
        "decision": decision_of(claim),
        "proposal": proposal_of(claim),
        "entries": LedgerEntry.objects.filter(claim=claim).order_by("pk"),
        "refused": sent,
    }
    context |= _deeds(request, claim, case, state, sent, at)
    return render(request, "credits/claim.html", context, status=status)


def points_of(claim: Claim, case: Case, at: datetime) -> list[Condition]:
    """This function will return each condition: as it was judged, or as it stands."""
    verdict = verdict_of(claim)
    if verdict is None:
        return case.judge(as_filed(claim, case.of.rules), at=at)
    return [Condition(one["name"], State(one["state"]), one["words"]) for one in verdict.conditions]


def point_of(one: Condition) -> Point:
    """This function will return a condition as pages show it."""
    return Point(NAMES[one.name], *LOOKS[one.state], one.words)


def estimate_of(claim: Claim, case: Case) -> Estimate | None:
    """This function will hold the customer's estimate against the record."""
    if claim.estimated_minutes is None:
        return None
    return Estimate(claim.estimated_minutes, case.lost.counted)


def worth_of(claim: Claim, case: Case) -> Money | None:
    """This function will return what a claim that holds comes to; None: nothing can be said."""
    verdict = verdict_of(claim)
    if verdict is None or not verdict.is_eligible:
        return None
    try:
        return amount_of(claim, case.of, verdict).money
    except Refusal:
        return None


def areas_of(claim: Claim) -> list[str]:
    """This function will return the areas that the record names, with those that were stated."""
    named = [f"{one.service}: {one}" for one in claim.outage.current.components]
    return list(dict.fromkeys([*named, *claim.areas]))


def completing(claim: Claim, case: Case, zone: str, data: Any = None) -> ClaimForm:
    """This function will return the form that asks for all of a claim that lacked something."""
    stated, asked = ClaimFacts.of(claim), case.of.terms.claims
    if asked is None:
        raise Refusal("This agreement knows no claims.", code="no_claims")
    initial = {
        "areas": stated.areas or areas_of(claim),
        "started_at": stated.started_at or case.lost.starts_at,
        "ended_at": stated.ended_at or case.lost.ends_at,
        "estimated_minutes": stated.estimated_minutes,
        "users": "\n".join(stated.users),
        "words": stated.words,
    }
    return ClaimForm(data, asked=asked, areas=areas_of(claim), zone=zone, initial=initial)


def _deeds(
    request: PortalRequest, claim: Claim, case: Case, state: ClaimState, sent: Refused, at: datetime
) -> dict[str, Any]:
    by = acting_on(request, claim.contract)
    is_open = state not in (ClaimState.APPROVED, ClaimState.DECLINED)
    found: dict[str, Any] = {"for_staff": is_staff(request)}
    if is_open and may(by, Act.DECIDE_CREDITS):
        found["worth"] = worth_of(claim, case)
        offered = DecisionForm() if found["worth"] is not None else DecisionForm().only_decline()
        found["deciding"] = sent.get("decision") or offered
    refused = sent.get("completion")  # shown with its reason, whatever that was
    can_complete = state is ClaimState.INCOMPLETE and at <= case.last
    if may(by, Act.FILE_CLAIM) and (refused or can_complete):
        found["completing"] = refused or completing(claim, case, reader_zone(request))
    return found
