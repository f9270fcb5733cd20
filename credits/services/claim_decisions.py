"""Deciding claims: approved or declined with a reason, above an amount by two people (PQ-07)."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from availability.domain.derivation import decimal_text
from contracts.domain.fees import MOST
from contracts.models import Contract
from contracts.services.said import LONGEST_TEXT, paragraphs
from credits.claims import telling
from credits.claims.months import ClaimsMonth, month_of
from credits.claims.shares import Share, share_of
from credits.claims.states import decision_of, proposal_of, verdict_of
from credits.models import ApprovalLimit, Claim, ClaimDecision, ClaimVerdict, DecisionKind
from credits.services.claim_entries import enter_decision
from credits.services.posting import exact_decimal
from portal.audit.models import record
from portal.kernel.money import Money
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, able, require


@transaction.atomic
def decide_claim(
    *, by: Membership, claim: Claim, approve: bool, reason: str = "", at: datetime
) -> ClaimDecision:
    """Approve a claim that holds, or decline one; above the vendor's limit two people approve.

    The first approval of such a claim is a proposal; the second person's enters the credit.

    :raises Refusal: if `by` may not, it was decided, is declined without a reason or while another
        claim rests on it, its month is not closed, it does not hold, or `by` proposed it.
    """
    require(by, Act.DECIDE_CREDITS)
    Contract.objects.locked().get(pk=claim.contract_id)
    claim = decided_claim(claim)
    month = month_of(claim.contract, claim.outage, at=at)
    if approve:
        made, amount = _approve(by, claim, month, reason.strip()[:LONGEST_TEXT], at)
    else:
        why = paragraphs(reason, "Say why it is declined: the customer reads it.")
        _check_alone(claim, month)
        made = _write(by, claim, DecisionKind.DECLINED, Decimal(0), why, at)
        enter_decision(claim, month, None, by=by, at=at)
        amount = None
    after = {"claim": str(claim), "amount": str(amount or "")}
    record(f"claim {made.kind}", claim, actor=by.person, at=at, after=after, reason=made.reason)
    telling.tell_of_decision(claim, made, amount, at=at)
    return made


@transaction.atomic
def set_limit(*, by: Membership, amount: Decimal | None, at: datetime) -> ApprovalLimit:
    """Set above which amount two people approve a claim; None: one is always enough.

    :raises Refusal: if `by` may not, or it is no amount.
    """
    require(by, Act.PUBLISH_AGREEMENT)
    if amount is not None and not 0 <= amount < MOST:
        raise Refusal("An amount is from 0 to less than 100,000,000,000.", code="amount")
    before = limit_of(by.vendor_id)
    made = ApprovalLimit.objects.create(
        vendor_id=by.vendor_id, amount=amount, set_by=by.person, set_at=at
    )
    record(
        "claim limit set",
        made,
        actor=by.person,
        at=at,
        before={"amount": None if before is None else str(before)},
        after={"amount": None if amount is None else str(amount)},
    )
    return made


def limit_of(vendor_id: int) -> Decimal | None:
    """Return above which amount two people approve a vendor's claims, if there is one."""
    held = ApprovalLimit.objects.filter(vendor=vendor_id).order_by("-pk").first()
    return held.amount if held else None


def decided_claim(claim: Claim) -> Claim:
    """Return a claim as it stands now, to be decided.

    :raises Refusal: if it was decided already.
    """
    rows = Claim.objects.standing().filter(vendor=claim.vendor_id, number=claim.number)
    rows = rows.select_related("contract__customer", "contract__vendor", "outage", "completes")
    found = rows.prefetch_related("decisions", "verdicts__closing").get()
    decision = decision_of(found)
    if decision is not None:
        raise Refusal(
            f"{found} was {decision.kind} by {decision.decided_by} on "
            f"{decision.decided_at:%d %B %Y} already.",
            code="decided",
        )
    return found


def amount_of(claim: Claim, month: ClaimsMonth, verdict: ClaimVerdict) -> Share:
    """Return what a claim adds to the claims of its month that were approved."""
    rows = ClaimVerdict.objects.filter(
        closing=verdict.closing_id,
        is_eligible=True,
        claim__decisions__kind=DecisionKind.APPROVED,
        claim__contract=claim.contract_id,
    )
    others = rows.exclude(claim=claim).select_related("claim__outage").order_by("pk")
    return share_of(month, claim.outage, [one.claim.outage for one in others])


def limit_for(claim: Claim, month: ClaimsMonth) -> Fraction | None:
    """Return above which amount two people approve a claim: the vendor's limit or the agreement's.

    The lower one holds where both are set.
    """
    asked, held = month.terms.claims, limit_of(claim.vendor_id)
    stated = asked.second_person_above if asked else None
    known = [Fraction(one) for one in (held, stated) if one is not None]
    return min(known, default=None)


def _check_alone(claim: Claim, month: ClaimsMonth) -> None:
    """Refuse to decline the claim that holds an outage's hours while another one rests on it.

    :raises Refusal: with code `same_outage`.
    """
    verdict, episode = verdict_of(claim), month.episode_of(str(claim.outage))
    if verdict is None or not verdict.is_eligible or episode is None:
        return
    rows = Claim.objects.standing().filter(contract=claim.contract_id, decisions=None)
    for one in rows.exclude(number=claim.number).select_related("outage"):
        if month.episode_of(str(one.outage)) == episode:
            raise Refusal(
                f"{one} is about the same outage as {claim}, and has no hours of its own beside "
                f"it: approve {claim}, or decline {one} first.",
                code="same_outage",
            )


def _approve(
    by: Membership, claim: Claim, month: ClaimsMonth, reason: str, at: datetime
) -> tuple[ClaimDecision, Money]:
    verdict = _holding(claim, month)
    share = amount_of(claim, month, verdict)
    amount = share.money
    limit, figure = limit_for(claim, month), exact_decimal(amount)
    proposal = proposal_of(claim)
    if limit is not None and figure > limit:
        if proposal is None or proposal.amount != figure:
            return _write(by, claim, DecisionKind.PROPOSED, figure, reason, at), amount
        if proposal.decided_by_id == by.person_id:
            raise Refusal(
                f"You proposed this approval yourself: above {decimal_text(limit)} another person "
                f"approves it. This is done by: {able(Act.DECIDE_CREDITS)}.",
                code="second_person",
            )
    made = _write(by, claim, DecisionKind.APPROVED, figure, reason, at, proposal)
    enter_decision(claim, month, amount, by=by, derivation=share.lines, at=at)
    return made, amount


def _holding(claim: Claim, month: ClaimsMonth) -> ClaimVerdict:
    """Return the verdict by which a claim holds.

    :raises Refusal: if there is none.
    """
    verdict = verdict_of(claim)
    if verdict is not None and not verdict.is_eligible:
        raise Refusal(f"{claim} does not hold: {' '.join(verdict.reasons)}", code="not_eligible")
    # The month may have been stated anew, and something be open on the claim by that.
    if verdict is None or month.closing is None or verdict.closing_id != month.closing.pk:
        raise Refusal(
            f"Whether {claim} holds is known when {month.month.first_day:%B %Y} is closed and "
            "nothing is open on it: it can be approved then.",
            code="not_settled",
        )
    return verdict


def _write(
    by: Membership,
    claim: Claim,
    kind: str,
    amount: Decimal,
    reason: str,
    at: datetime,
    proposal: ClaimDecision | None = None,
) -> ClaimDecision:
    return ClaimDecision.objects.create(
        vendor_id=claim.vendor_id,
        claim=claim,
        kind=kind,
        proposal=proposal,
        amount=amount,
        reason=reason,
        decided_by=by.person,
        decided_at=at,
    )
