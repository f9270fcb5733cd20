"""What the close of a month makes of its claims, once for each close or restatement (PQ-07)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Prefetch, Q, Subquery

from availability.domain.month import Episode
from availability.models import MonthClosing, Outage
from contracts.models import Contract
from credits.claims import telling
from credits.claims.months import Case, ClaimsMonth, closed_month
from credits.claims.shares import nothing_of, share_of
from credits.claims.states import FINAL, as_filed, decision_of, is_approved, is_declined
from credits.domain.conditions import Condition, State, failed, holds
from credits.models import Claim, ClaimVerdict
from credits.models.claim import ClaimQuerySet
from credits.services.claim_entries import enter_restated
from portal.kernel.month import Month

type _Approved = tuple[Claim, ClaimVerdict]


@transaction.atomic
def settle_claims(closings: Sequence[MonthClosing], *, at: datetime) -> list[ClaimVerdict]:
    """Judge the claims of months that were closed or stated anew; a claim once for each close.

    Nothing is said yet of a claim on which something is open that its customer can still do:
    complete it, or pay an invoice. `settle_waiting` comes back to it.
    """
    made: list[ClaimVerdict] = []
    claims = _claims_of(closings)
    for closing in closings:
        if claims[closing.contract_id] and closing.agreement.terms.claims is not None:
            month = closed_month(closing)
            made += _settle(month, claims[closing.contract_id], closing, at)
    return made


@transaction.atomic
def settle_waiting(*, at: datetime) -> list[ClaimVerdict]:
    """Judge what could not be judged when its month was closed; for a task, vendor by vendor."""
    waiting = _waiting()
    began = waiting.aggregate(first=Min("outage__versions__starts_at"))["first"]
    if began is None:
        return []
    # As closing does, and before anything of it is read: a month that is being stated anew is
    # judged by what it is stated to be.
    held = Contract.objects.locked().filter(pk__in=waiting.values("contract")).order_by("pk")
    keys = list(held.values_list("pk", flat=True))
    rows = MonthClosing.objects.filter(contract__in=keys, ends_at__gte=began)
    rows = rows.select_related("contract__customer", "contract__vendor", "agreement")
    newest: dict[tuple[int, int, int], MonthClosing] = {}
    for one in rows.order_by("contract", "year", "month", "number"):
        newest[one.contract_id, one.year, one.month] = one
    return settle_claims(list(newest.values()), at=at)


def _waiting() -> ClaimQuerySet:
    """Return the undecided claims of which the newest statement of their month said nothing."""
    told = ClaimVerdict.objects.filter(claim=OuterRef("pk")).order_by("-pk")
    known = {
        f"told_{name}": Subquery(told.values(f"closing__{name}")[:1])
        for name in ("year", "month", "number")
    }
    newer = MonthClosing.objects.filter(
        contract=OuterRef("contract"),
        year=OuterRef("told_year"),
        month=OuterRef("told_month"),
        number__gt=OuterRef("told_number"),
    )
    rows = Claim.objects.standing().exclude(decisions__kind__in=FINAL).alias(**known)
    return rows.filter(Q(told_number=None) | Exists(newer))


def _claims_of(closings: Iterable[MonthClosing]) -> dict[int, list[Claim]]:
    """Return the claims of some months' contracts, the first filed first."""
    keys = {one.contract_id for one in closings}
    rows = Claim.objects.standing().filter(contract__among=keys)
    rows = rows.select_related("contract__customer", "contract__vendor", "completes")
    outages = Prefetch("outage", Outage.objects.with_current())
    rows = rows.prefetch_related("decisions", "verdicts", outages)
    found: dict[int, list[Claim]] = defaultdict(list)
    for one in rows.order_by("filed_at", "number"):
        found[one.contract_id].append(one)
    return found


def _settle(
    month: ClaimsMonth, claims: Sequence[Claim], closing: MonthClosing, at: datetime
) -> Iterator[ClaimVerdict]:
    """Judge the claims of one month in the order in which they were filed."""
    credited: list[Episode] = []
    approved: list[_Approved] = []
    for claim in claims:
        if is_declined(claim) or not _is_booked(claim, month):
            continue
        case = month.case(claim.outage, credited)
        found = case.judge(as_filed(claim, month.rules), at=at)
        stands = holds(found) or (is_approved(claim) and not failed(found))
        if stands and case.episode is not None:
            credited.append(case.episode)
        verdict = _verdict(claim, case, found, closing, at)
        if verdict is not None:
            yield verdict
        if verdict is not None and is_approved(claim):
            approved.append((claim, verdict))
    _restate(approved, month, at)


def _is_booked(claim: Claim, month: ClaimsMonth) -> bool:
    """Say whether a claim is judged with a month: that in which its outage began."""
    key = str(claim.outage)
    if month.episode_of(key) is not None:
        return True
    # It is no part of the month any more, or it goes on from the month before.
    is_known = any(one.key == key for one in month.basis.outages)
    return not is_known and Month.of(claim.outage.current.starts_at, month.zone) == month.month


def _verdict(
    claim: Claim, case: Case, found: list[Condition], closing: MonthClosing, at: datetime
) -> ClaimVerdict | None:
    if any(one.closing_id == closing.pk for one in claim.verdicts.all()):
        return None
    why = failed(found)
    is_open = any(one.state is State.OPEN for one in found)
    if not why and is_open and not is_approved(claim):
        return None  # its customer can still complete it, or pay
    made = ClaimVerdict.objects.create(
        vendor_id=claim.vendor_id,
        claim=claim,
        closing=closing,
        is_eligible=not why,
        hours=0 if why else case.lost.hours,
        reasons=[one.words for one in why],
        conditions=[
            {"name": one.name, "state": one.state.value, "words": one.words} for one in found
        ],
        made_at=at,
    )
    if not is_approved(claim):
        telling.tell_of_verdict(claim, made, at=at)
    return made


def _restate(approved: Sequence[_Approved], month: ClaimsMonth, at: datetime) -> None:
    """Post what a month stated anew changes of claims, each beside those approved before it."""
    before: list[Outage] = []
    for claim, verdict in sorted(approved, key=_when_approved):
        if verdict.is_eligible:
            share = share_of(month, claim.outage, before)
            before.append(claim.outage)
        else:
            share = nothing_of(month, verdict.reasons)
        enter_restated(claim, month, share.money, derivation=share.lines, at=at)


def _when_approved(one: _Approved) -> int:
    decision = decision_of(one[0])
    return decision.pk if decision else 0
