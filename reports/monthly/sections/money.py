"""What a month earns, what was claimed, the ledger and its balance (PQ-06 to 08, HR-04 to 06).

Figures come from `credits`, which reads the closed month where there is one.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q

from credits.claims.states import LABELS, state_of
from credits.figures import CreditFigure
from credits.models import Claim
from credits.queries import Row, Statement, credits_of, statement_of
from portal.kernel.money import Money
from reports.monthly.material import Material, Measured
from reports.monthly.parts import As, Column, Fact, Section, Table
from reports.monthly.writing import instant, money


def earnings(seen: Material, measured: Measured) -> Section | None:
    """Return the credits of the month; None where the agreement gives none for anything."""
    earned = credits_of(seen.contract, seen.month, at=seen.at)
    ledger = statement_of(seen.contract)
    entries = [row for row in ledger.rows if _is_of(row, seen)]
    terms = seen.terms
    if not (earned or entries or terms.credits or terms.hour_credits):
        return None
    claims = (_claims(seen, measured),) if terms.claims else ()
    return Section(
        key="credits",
        title="Credits",
        facts=_facts(earned, ledger),
        tables=(_earned(earned), *claims, _ledger(entries)),
        lines=tuple(line for one in earned for line in _derivation(one)),
    )


def _derivation(one: CreditFigure) -> Iterator[str]:
    for line in one.derivation:
        yield f"If every outage were claimed: {line}" if one.needs_claim else line


def _is_of(row: Row, seen: Material) -> bool:
    """Say whether an entry is of a credit that the month earned, or was made in the month."""
    entry = row.entry
    return entry.of_month == seen.month or seen.month.first_day <= entry.on <= seen.month.last_day


def _facts(earned: Sequence[CreditFigure], ledger: Statement) -> tuple[Fact, ...]:
    due = [one.amount for one in earned if one.is_due and one.amount]
    asked = [one.amount for one in earned if one.needs_claim and one.amount]
    facts = [*_amounts("earned", "Earned by the month", _sums(due))]
    if any(one.needs_claim for one in earned):
        note = "if every outage were claimed as it must be"
        facts += _amounts("claimable", "To be claimed", _sums(asked), note)
    balances = [ledger.closing, *ledger.others] if ledger.closing is not None else []
    return *facts, *_amounts("balance", "Balance when drawn", balances)


def _amounts(key: str, name: str, amounts: Sequence[Money], note: str = "") -> Iterator[Fact]:
    """Yield what something comes to: a figure for each currency, almost always one."""
    if not amounts:
        yield Fact(key=key, name=name, value="nothing", note=note)
    for place, amount in enumerate(amounts):
        own = f"{key}_{amount.currency.lower()}" if place else key
        yield Fact(key=own, name=name, value=money(amount), of=As.MONEY, note=note)


def _sums(amounts: Iterable[Money]) -> list[Money]:
    sums: dict[str, Money] = {}
    for one in amounts:
        sums[one.currency] = sums.get(one.currency, one * 0) + one
    return list(sums.values())


def _earned(earned: Sequence[CreditFigure]) -> Table:
    return Table(
        key="earned",
        title="What the month earns, by rule",
        columns=(
            Column("name", "Credit"),
            Column("rule", "Rule"),
            Column("clause", "Clause"),
            Column("amount", "Amount", As.MONEY),
            Column("claim", "Must be claimed", As.FLAG),
            Column("why", "Why nothing is due", can_hide=True),
        ),
        rows=tuple(
            (
                one.name,
                one.rule,
                one.clause.ref,
                money(one.amount) if one.amount is not None else None,
                one.needs_claim,
                one.refusal,
            )
            for one in earned
        ),
        empty="The month earns no credit.",
    )


def _claims(seen: Material, measured: Measured) -> Table:
    numbers = [int(one.outage.key.rpartition("-")[2]) for one in measured.deductions]
    filed = Q(filed_at__gte=seen.period.start, filed_at__lt=seen.period.end)
    rows = Claim.objects.filter(contract=seen.contract).standing()
    rows = rows.filter(filed | Q(outage__number__in=numbers)).select_related("outage")
    found = rows.prefetch_related("decisions", "verdicts").order_by("filed_at", "pk")
    return Table(
        key="claims",
        title="Claims",
        columns=(
            Column("claim", "Claim"),
            Column("outage", "Outage"),
            Column("filed", "Filed", As.INSTANT),
            Column("estimated", "Minutes as estimated", As.COUNT),
            Column("state", "Stands"),
        ),
        rows=tuple(
            (
                str(one),
                str(one.outage),
                instant(one.filed_at),
                one.estimated_minutes,
                LABELS[state_of(one)][0],
            )
            for one in found
        ),
        empty="Nothing was claimed.",
    )


def _ledger(rows: Sequence[Row]) -> Table:
    return Table(
        key="ledger",
        title="Ledger: entries of the month and of its credits",
        columns=(
            Column("on", "Day", As.DAY),
            Column("kind", "Entry"),
            Column("credit", "Credit"),
            Column("stated", "Figure", As.MONEY),
            Column("amount", "Change of the balance", As.MONEY),
            Column("balance", "Balance", As.MONEY),
            Column("document", "Credit note", can_hide=True),
            Column("due", "Due on", As.DAY, can_hide=True),
        ),
        rows=tuple(
            (
                row.entry.on.isoformat(),
                row.entry.get_kind_display(),
                row.entry.credit,
                money(row.entry.figure),
                money(row.entry.money),
                money(row.balance),
                row.entry.document,
                row.entry.due_on.isoformat() if row.entry.due_on else None,
            )
            for row in rows
        ),
        empty="Nothing was entered.",
    )
