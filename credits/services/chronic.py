"""Rights to terminate: noted with the close that gave them, told to both sides, ended once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from availability.models import MonthClosing
from availability.terms import misses_for, slow_days_for
from contracts.domain.availability import ChronicTerms
from contracts.models import Contract
from contracts.services.amending import local_date
from contracts.services.releases import check_own
from contracts.services.said import LONGEST_TEXT
from credits import telling
from credits.chronic import History, histories_of
from credits.distance import miss_groups, slow_pairs
from credits.models import EndKind, RightEnd, RightSource, TerminationRight
from portal.audit.models import record
from portal.kernel.month import Month
from portal.kernel.refusal import Refusal
from portal.tenancy.models import Membership
from portal.tenancy.policy import Act, require

LONGEST_NAME = 120


def note_rights(closings: Sequence[MonthClosing], *, at: datetime) -> list[TerminationRight]:
    """Note each right that closing these months gave, and end those whose ground is gone.

    Only contracts with a failure in such a month, or with an open right, are looked at.
    """
    open_rights = _open_rights(closings)
    asked = [one for one in closings if _fails(one) or one.contract_id in open_rights]
    histories = histories_of({one.contract_id for one in asked})
    answered = _answered({one.contract_id for one in asked})
    made = []
    for closing in asked:
        history = histories[closing.contract_id]
        held = open_rights.get(closing.contract_id, [])
        gone = [one for one in held if not _stands(one, history)]
        for one in gone:
            _end(one, EndKind.LAPSED, local_date(closing.contract, at), by=None, at=at)
        still = {one.source for one in held if one not in gone}
        lapsed = {one.source for one in gone}
        groups = _groups(closing, history, answered[closing.contract_id], lapsed)
        made += [
            _note(closing, source, months, history, at)
            for source, months in groups
            if source not in still
        ]
    return made


@transaction.atomic
def end_right(
    *,
    by: Membership,
    right: TerminationRight,
    kind: EndKind,
    on: date,
    said_by: str,
    words: str = "",
    at: datetime,
) -> RightEnd:
    """Record that a customer exercised or waived its right, on the word of a named person.

    :raises Refusal: if `by` may not, it ended already, nobody is named, or the day cannot be.
    """
    require(by, Act.DECIDE_CREDITS)
    check_own(by, right)
    contract = Contract.objects.locked().select_related("customer").get(pk=right.contract_id)
    if (ended := RightEnd.objects.filter(right=right).first()) is not None:
        raise Refusal(f"This right was {ended.kind} on {ended.on:%d %B %Y}.", code="ended")
    if kind not in (EndKind.EXERCISED, EndKind.WAIVED):
        raise Refusal("A right is exercised or waived.", code="kind")
    if not said_by.strip():
        raise Refusal(f"Name who said so for {contract.customer}.", code="said_by")
    if not local_date(contract, right.arose_at) <= on <= local_date(contract, at):
        raise Refusal("The day lies between the one it arose on and today.", code="on")
    right.contract = contract
    named = " ".join(said_by.split())[:LONGEST_NAME]
    return _end(right, kind, on, said_by=named, words=words.strip(), by=by, at=at)


def _open_rights(closings: Iterable[MonthClosing]) -> dict[int, list[TerminationRight]]:
    rows = TerminationRight.objects.open().filter(
        contract__among=[one.contract_id for one in closings]
    )
    found: dict[int, list[TerminationRight]] = {}
    for one in rows.select_related("contract__customer", "contract__vendor"):
        found.setdefault(one.contract_id, []).append(one)
    return found


def _fails(closing: MonthClosing) -> bool:
    figures = closing.figures
    failing = figures.get("response", {}).get("failing", ())
    return _chronic(closing) is not None and (figures["is_met"] is False or bool(failing))


def _chronic(closing: MonthClosing) -> ChronicTerms | None:
    stated = closing.agreement.terms.availability
    return stated.chronic if stated else None


def _groups(
    closing: MonthClosing, history: History, answered: Sequence[RightEnd], lapsed: Collection[str]
) -> Iterable[tuple[RightSource, tuple[Month, ...]]]:
    """Yield the months that give a right with this close, by test; the oldest of each.

    Where a right lapsed with it, any other months may give the next: while it was open none of
    them was noted. What a customer has answered by waiving or leaving is no ground any more.
    """
    terms, month = _chronic(closing), Month(closing.year, closing.month)
    if terms is None:
        return
    misses = miss_groups(misses_for(terms), history.missed)
    slow = slow_pairs(slow_days_for(terms), history.failing)
    for source, groups, failed in (
        (RightSource.AVAILABILITY, misses, history.missed),
        (RightSource.RESPONSE, slow, history.failing),
    ):
        known = [_known_by(end) for end in answered if end.right.source == source]
        wanted = [one for one in groups if source in lapsed or (month in one and month in failed)]
        fresh = (one for one in wanted if not any(set(one) <= months for months in known))
        if months := next(fresh, ()):
            yield source, months


def _answered(contracts: Collection[int]) -> dict[int, list[RightEnd]]:
    """Return what customers said of rights they had, by contract."""
    rows = RightEnd.objects.filter(
        right__contract__among=contracts, kind__in=(EndKind.EXERCISED, EndKind.WAIVED)
    )
    found: dict[int, list[RightEnd]] = defaultdict(list)
    for one in rows.select_related("right").order_by("pk"):
        found[one.right.contract_id].append(one)
    return found


def _known_by(end: RightEnd) -> set[Month]:
    """Return the months that a customer knew to have failed when it answered."""
    right = end.right
    months = {Month.parse(one["month"]) for one in right.evidence["months"]}
    if right.source == RightSource.AVAILABILITY:
        rows = MonthClosing.objects.filter(
            contract=right.contract_id, signed_at__lte=end.recorded_at, figures__is_met=False
        ).order_by()
        months |= {Month(*one) for one in rows.values_list("year", "month")}
    return months


def _stands(right: TerminationRight, history: History) -> bool:
    """Say whether what a right rests on still holds, now that months were stated anew."""
    months = [Month.parse(one["month"]) for one in right.evidence["months"]]
    if right.source == RightSource.AVAILABILITY:
        return all(one in history.missed for one in months)
    days = [history.failing.get(one, 0) for one in months]
    needed = right.evidence["days"]
    return (min(days) if right.evidence["in_each"] else sum(days)) >= int(needed)


def _note(
    closing: MonthClosing,
    source: RightSource,
    months: Sequence[Month],
    history: History,
    at: datetime,
) -> TerminationRight:
    terms = _chronic(closing)
    if terms is None:
        raise Refusal("The agreement gives no such right.", code="no_promise")
    right = TerminationRight(
        vendor_id=closing.vendor_id,
        contract=closing.contract,
        source=source,
        year=months[-1].year,
        month=months[-1].number,
        closing=closing,
        arose_at=at,
        evidence=_evidence(terms, months, history),
        words=_words(closing.contract, source, months, history),
        clause=terms.clause.ref,
    )
    right.save(force_insert=True)
    after = {"source": source.value, "months": [str(one) for one in months]}
    record("right to terminate noted", right, actor=None, at=at, after=after)
    telling.tell_of_right(right, at=at)
    return right


def _evidence(terms: ChronicTerms, months: Sequence[Month], history: History) -> dict[str, Any]:
    closings = MonthClosing.objects.in_bulk(
        [history.closings[one] for one in months if one in history.closings]
    )
    rows = []
    for month in months:
        closing = closings.get(history.closings.get(month, 0))
        figures = closing.figures if closing else {}
        rows.append(
            {
                "month": str(month),
                "closing": closing.number if closing else None,
                "sha256": closing.sha256 if closing else "",
                "percent": figures.get("percent"),
                "target": figures.get("target"),
                "slow_days": figures.get("response", {}).get("failing", []),
            }
        )
    return {"months": rows, "days": terms.slow_days, "in_each": terms.slow_days_in_each}


def _words(
    contract: Contract, source: RightSource, months: Sequence[Month], history: History
) -> str:
    named = " and ".join(f"{one.first_day:%B %Y}" for one in months)
    if source is RightSource.AVAILABILITY:
        why = f"availability was missed in {named}"
    else:
        days = [history.failing.get(one, 0) for one in months]
        why = f"{sum(days)} days were too slow in {named}"
    return f"{contract.customer} may terminate: {why}."


def _end(
    right: TerminationRight,
    kind: EndKind,
    on: date,
    *,
    by: Membership | None,
    said_by: str = "",
    words: str = "",
    at: datetime,
) -> RightEnd:
    end = RightEnd(
        vendor_id=right.vendor_id,
        right=right,
        kind=kind,
        on=on,
        said_by=said_by,
        words=words[:LONGEST_TEXT],
        recorded_at=at,
        recorded_by=by.person if by else None,
    )
    end.save(force_insert=True)
    actor = by.person if by else None
    record(f"right to terminate {kind}", right, actor=actor, at=at, after={"on": str(on)})
    telling.tell_of_end(end, at=at)
    return end
