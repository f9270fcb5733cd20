"""What is owed on a contract: its ledger as a statement, and what a month earns (CO-06, HR-06)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from availability.figures import figure_of
from availability.services.closing import last_closing
from contracts.commitments import fees_on
from contracts.models import Contract
from credits.basis import Basis, basis_of_closing, basis_of_figure
from credits.domain.ledger import Account, LedgerKind
from credits.domain.settlement import Due, invoice_follows
from credits.figures import CreditFigure, figures_for
from credits.missed import Miss, misses_of, pays_for_misses
from credits.models import LedgerEntry
from portal.kernel.money import Money
from portal.kernel.month import Month
from portal.kernel.period import Period
from portal.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditState:
    """Where one credit stands: what it came to, what became of it, and by when it is due."""

    contract: Contract
    credit: str
    month: Month
    account: Account
    entries: Sequence[LedgerEntry]

    @property
    def balance(self) -> Money:
        """What is still owed of it."""
        return self.account.balance

    @property
    def name(self) -> str:
        """What it is called: the words of its first entry, or its name."""
        return next((one.words for one in self.entries if one.words), self.credit)

    @property
    def source(self) -> str:
        """Which rule or claim it comes from."""
        return self.credit.partition("/")[2]

    @property
    def due_on(self) -> date | None:
        """By when it is to be settled; None: the agreement sets no date."""
        return max((one.due_on for one in self.entries if one.due_on), default=None)

    @property
    def due_words(self) -> str:
        """The same in a sentence: on an invoice, or by payment where the contract is over."""
        if self.due_on is None:
            return ""
        follows = invoice_follows(self.month, self.contract.ends_on)
        return Due(by_payment=not follows, last_day=self.due_on).words

    @property
    def documents(self) -> list[str]:
        """The credit notes that stand."""
        return [one.document for one in self.entries if one.document and not _is_reversed(one)]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry with the balance after it."""

    entry: LedgerEntry
    balance: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A contract's ledger: of one month of the calendar, or from the beginning.

    Almost every contract has one currency. Where entries are in others too - a fee in one, a sum
    for slow days in another - each has a balance of its own.
    """

    contract: Contract
    month: Month | None
    currency: str  # empty: nothing was ever entered, and no fee names one
    opening: Money | None
    rows: Sequence[Row]
    closing: Money | None
    others: list[Money]  # what is owed in further currencies, at the end
    owed: list[CreditState]

    @property
    def entries(self) -> list[LedgerEntry]:
        """The entries, in the order in which they were written."""
        return [row.entry for row in self.rows]


def statement_of(contract: Contract, month: Month | None = None) -> Statement:
    """Return a contract's statement: for a month what was entered in it, by the customer's date.

    Its currency is that of the newest entry.
    """
    known = entries_of([contract])[contract.pk]
    currency = known[-1].currency if known else fees_on(contract, date.max).currency
    first = month.first_day if month else date.min
    last = month.last_day if month else date.max
    balances = {one: Money(0, one) for one in (currency, *(two.currency for two in known)) if one}
    for one in known:
        if one.on < first:
            balances[one.currency] += one.money
    opening, rows = balances.get(currency), []
    for one in known:
        if first <= one.on <= last:
            balances[one.currency] += one.money
            rows.append(Row(one, balances[one.currency]))
    return Statement(
        contract=contract,
        month=month,
        currency=currency,
        opening=opening,
        rows=rows,
        closing=balances.get(currency),
        others=[one for one in balances.values() if one and one.currency != currency],
        owed=[one for one in states_of(known) if one.balance],
    )


def entries_of(contracts: Iterable[Contract]) -> dict[int, list[LedgerEntry]]:
    """Return the entries of contracts as they were written, by contract, in one query."""
    known = {one.pk: one for one in contracts}
    rows = LedgerEntry.objects.filter(contract__in=list(known)).select_related(
        "by", "invoice", "reverses", "reversed_by", "claim"
    )
    found: dict[int, list[LedgerEntry]] = {key: [] for key in known}
    for row in rows.in_order():
        row.contract = known[row.contract_id]
        found[row.contract_id].append(row)
    return found


def states_of(entries: Iterable[LedgerEntry]) -> list[CreditState]:
    """Return where each credit stands that has entries, the oldest month first."""
    by_credit: dict[tuple[int, str, str], list[LedgerEntry]] = defaultdict(list)
    for one in entries:
        by_credit[one.contract_id, one.credit, one.currency].append(one)
    states = [
        CreditState(
            contract=rows[0].contract,
            credit=credit,
            month=rows[0].of_month,
            account=Account.of((one.line for one in rows), currency),
            entries=rows,
        )
        for (_, credit, currency), rows in by_credit.items()
    ]
    return sorted(states, key=lambda one: (one.month, one.credit))


def state_of(contract: Contract, credit: str, currency: str = "") -> CreditState | None:
    """Return where one credit of a contract stands; None: nothing was entered of it.

    :param currency: which one, where a credit was stated anew in another; empty: that of which
        something is left to be done, else the newest.
    """
    rows = LedgerEntry.objects.filter(contract=contract, credit=credit)
    found = list(
        rows.select_related("by", "invoice", "reverses", "reversed_by", "claim").in_order()
    )
    for one in found:
        one.contract = contract
    states = [one for one in states_of(found) if currency in ("", one.account.currency)]
    to_issue = [one for one in states if one.account.to_issue]
    to_settle = [one for one in states if one.account.to_settle]
    return next(iter([*to_issue, *to_settle, *states[::-1]]), None)


def balances_of(contracts: Collection[int]) -> dict[int, list[Money]]:
    """Return what is owed on each contract by currency, what is nothing left out; one query."""
    rows = LedgerEntry.objects.filter(contract__among=contracts).order_by()
    sums = rows.values_list("contract_id", "currency").annotate(owed=Sum("amount"))
    found: dict[int, list[Money]] = {}
    for contract, currency, owed in sums.order_by("contract_id", "currency"):
        if owed != Decimal(0):
            found.setdefault(contract, []).append(Money(owed, currency))
    return found


def basis_of(contract: Contract, month: Month, *, at: datetime) -> Basis:
    """Return what a month's credits are worked out from: kept facts where it was closed.

    :raises Refusal: if no availability was promised in it.
    """
    closing = last_closing(contract, month)
    if closing is not None:
        closing.contract = contract
        if not pays_for_misses(closing.agreement.terms):
            return basis_of_closing(closing)
        return basis_of_closing(closing, _misses(contract, closing.starts_at, closing.ends_at))
    figure = figure_of(contract, month, at=at)
    if not pays_for_misses(figure.facts.agreement.terms):
        return basis_of_figure(figure)
    period = figure.snapshot.period
    return basis_of_figure(figure, _misses(contract, period.start, period.end))


def credits_of(contract: Contract, month: Month, *, at: datetime) -> list[CreditFigure]:
    """Return what a month earns by each rule, claimed or not; nothing where nothing is promised."""
    try:
        basis = basis_of(contract, month, at=at)
    except Refusal:
        return []
    return figures_for(basis, fees_on(contract, basis.first_day))


def _misses(contract: Contract, start: datetime, end: datetime) -> tuple[Miss, ...]:
    return misses_of([contract.pk], Period(start, end)).get(contract.pk, ())


def _is_reversed(entry: LedgerEntry) -> bool:
    return entry.kind == LedgerKind.REVERSED or hasattr(entry, "reversed_by")
