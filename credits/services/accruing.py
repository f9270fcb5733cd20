"""What closing months earns customers, posted in the same transaction, in bulk, never twice.

A month stated anew posts the difference to what was posted for it before, and nothing else.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from availability.closed import Closed
from availability.figures import MonthFigure
from availability.models import MonthClosing
from contracts.models import Contract
from credits.basis import Basis, basis_of_figure
from credits.commitments import fees_for
from credits.domain.ledger import EARNS, LedgerKind
from credits.earning import Earning, earnings_of
from credits.figures import CreditFigure, figures_for
from credits.missed import Miss, misses_of, pays_for_misses
from credits.models import LedgerEntry
from credits.services.chronic import note_rights
from credits.services.claiming import settle_claims
from credits.services.posting import entry_for
from portal.audit.models import record_many
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.period import Period


def accrue(closed: Closed, at: datetime) -> None:
    """React to months that were closed or stated anew: credits, claims, rights to terminate."""
    if not closed:
        return
    accrue_credits(closed, at)
    settle_claims([closing for closing, _ in closed], at=at)
    note_rights([closing for closing, _ in closed], at=at)


def accrue_credits(closed: Closed, at: datetime) -> list[LedgerEntry]:
    """Post what months earn by themselves; what was posted of them before is taken off."""
    rows = [_Closed(closing, basis) for closing, basis in _with_bases(closed)]
    posted = _posted(rows)
    fees = fees_for(one.basis for one in rows)
    shared = _Shared()
    entries: list[LedgerEntry] = []
    for one in rows:
        earned = shared.of(one.basis)
        if all(each.is_nothing for each in earned) and not posted[one.key] and one.is_plain:
            continue
        for figure in figures_for(one.basis, fees[one.contract.pk], earned):
            if not figure.needs_claim:
                before = posted[one.key].get(figure.credit, {})
                entries += _entries(one, figure, before, at)
    made = LedgerEntry.objects.bulk_create(entries)
    record_many("credit accrued", [(one, _said(one)) for one in made], actor=None, at=at)
    return made


@dataclass(frozen=True, slots=True)
class _Closed:
    closing: MonthClosing
    basis: Basis

    @property
    def contract(self) -> Contract:
        return self.basis.contract

    @property
    def key(self) -> tuple[int, int, int]:
        return self.contract.pk, self.closing.year, self.closing.month

    @property
    def is_plain(self) -> bool:
        """Whether nothing is earned but by what contracts share."""
        terms = self.basis.terms
        is_raised = terms.credit_limits is not None
        by_hours = terms.hour_credits is not None and terms.claims is None
        return not is_raised and not by_hours


class _Shared:
    """What rules give a month, made once for contracts that share all of its facts."""

    def __init__(self) -> None:
        self._made: dict[Hashable, list[Earning]] = {}

    def of(self, basis: Basis) -> list[Earning]:
        """Return what the automatic rules give for a month."""
        key = id(basis.found), basis.days, basis.agreement.pk, basis.misses
        if key not in self._made:
            self._made[key] = earnings_of(basis)
        return self._made[key]


def _with_bases(closed: Closed) -> Iterable[tuple[MonthClosing, Basis]]:
    missed = _missed(figure for _, figure in closed)
    for closing, figure in closed:
        yield closing, basis_of_figure(figure, missed.get(figure.facts.contract.pk, ()))


def _missed(figures: Iterable[MonthFigure]) -> dict[int, tuple[Miss, ...]]:
    """Return what was missed on contracts that are paid for it; a query for each zone's month."""
    by_period: dict[Period, list[int]] = defaultdict(list)
    for figure in figures:
        if pays_for_misses(figure.facts.agreement.terms):
            by_period[figure.snapshot.period].append(figure.facts.contract.pk)
    missed: dict[int, tuple[Miss, ...]] = {}
    for period, contracts in by_period.items():
        missed |= misses_of(contracts, period)
    return missed


type Posted = dict[tuple[int, int, int], dict[str, dict[str, Decimal]]]


def _posted(rows: Sequence[_Closed]) -> Posted:
    """Return what was posted of months before, by contract and month, credit and currency."""
    found: Posted = defaultdict(lambda: defaultdict(dict))
    again = [one for one in rows if one.closing.number > 1]
    if not again:
        return found  # closed for the first time: nothing can have been posted
    entries = LedgerEntry.objects.filter(
        contract__among=[one.contract.pk for one in again], claim=None, kind__in=EARNS
    ).order_by()
    columns = "contract_id", "year", "month", "credit", "currency"
    for *key, credit, currency, amount in entries.values_list(*columns).annotate(Sum("amount")):
        contract, year, month = key
        found[contract, year, month][credit][currency] = amount
    return found


def _entries(
    one: _Closed, figure: CreditFigure, before: dict[str, Decimal], at: datetime
) -> Iterable[LedgerEntry]:
    now = {figure.amount.currency: figure.amount} if figure.amount is not None else {}
    for currency in dict.fromkeys((*before, *now)):
        amount = now.get(currency, Money(0, currency))
        more = amount - Money(before.get(currency, 0), currency)
        if more:
            yield _entry(one, figure, more, is_first=currency not in before, at=at)


def _entry(
    one: _Closed, figure: CreditFigure, more: Money, *, is_first: bool, at: datetime
) -> LedgerEntry:
    is_accrued = is_first and one.closing.number == 1
    kind = LedgerKind.ACCRUED if is_accrued else LedgerKind.RESTATED
    month = Month(one.closing.year, one.closing.month)
    lines = list(figure.derivation)
    if not is_accrued:
        lines.append(f"the difference to what was posted before: {more}")
    return entry_for(
        contract=one.contract,
        kind=kind,
        key=f"{kind}/{figure.credit}/{one.closing.number}/{more.currency}",
        credit=figure.credit,
        month=month,
        stated=more if more.amount > 0 else -more,
        amount=more,
        clause=figure.clause.ref,
        derivation=lines,
        words=figure.name,
        due_on=one.basis.due_on,
        closing=one.closing,
        at=at,
    )


def _said(entry: LedgerEntry) -> dict[str, str]:
    return {"credit": entry.credit, "kind": entry.kind, "amount": str(entry.money)}
