"""The sections on what each tier entitles to, and on who may give instructions (LU-05, PQ-13)."""

from collections.abc import Iterator, Mapping

from contracts.domain.entitlements import (
    ASKED_FOR,
    Entitlement,
    Entitlements,
    Every,
    Kind,
    Per,
    Recurring,
    Statement,
    Value,
    lineage,
)
from contracts.domain.instructions import Instructions
from contracts.domain.terms import Tier
from contracts.schema.table import Table

MOST = 1000  # of anything that is counted


def read_entitlements(table: Table, *, tiers: Mapping[str, Tier]) -> Entitlements:
    """This function will read `[entitlements.*]` and settle what each tier holds (LU-01, LU-05)."""
    includes = {key: tier.includes for key, tier in tiers.items()}
    rows = table.each(lambda entry: _row(entry, includes))
    held = {
        (tier, row.key): statement
        for tier in tiers
        for row in rows.values()
        for statement in _nearest(row, lineage(tier, includes))
    }
    return Entitlements(rows, held)


def read_instructions(table: Table) -> Instructions:
    """This function will read `[instructions]` (PQ-13)."""
    return Instructions(authorised_persons=table.flag("authorised_persons"), clause=table.clause())


def _nearest(row: Entitlement, line: list[str]) -> list[Statement]:
    return [row.statements[tier] for tier in line if tier in row.statements][:1]


def _row(table: Table, includes: Mapping[str, str | None]) -> Entitlement:
    kind = table.choice("kind", Kind, otherwise=Kind.YES_NO)
    per = table.choice("per", Per, otherwise=Per.CONTRACT)
    first = _statement(table, table.one_of("from", list(includes) or ["?"]), kind)
    later = table.one_or_none(
        "tiers", lambda t: t.each(lambda entry: _statement(entry, entry.key, kind))
    )
    row = Entitlement(
        key=table.key,
        group=table.text("group"),
        name=table.text("name"),
        kind=kind,
        unit=table.text("unit") if kind is Kind.QUANTITY else "",
        per=per,
        statements={first.tier: first} | (later or {}),
    )
    for key, reason in _troubles(row, first, later or {}, includes):
        table.refuse(key, reason)
    return row


def _statement(table: Table, tier: str, kind: Kind) -> Statement:
    return Statement(
        tier=tier,
        value=_value(table, kind),
        detail=table.text("detail", otherwise=""),
        clause=table.clause(),
    )


def _value(table: Table, kind: Kind) -> Value:
    if kind is Kind.QUANTITY:
        return table.whole("value", low=0, high=MOST)
    if kind is Kind.TEXT:
        return table.text("value")
    if kind is Kind.ACTIVITY:
        return Recurring(table.whole("times", high=MOST), table.choice("every", Every))
    return table.flag("value", otherwise=True)


def _troubles(
    row: Entitlement,
    first: Statement,
    later: Mapping[str, Statement],
    includes: Mapping[str, str | None],
) -> Iterator[tuple[str, str]]:
    """This function will find what does not hold together within one row."""
    for tier in later:
        if tier not in includes:
            yield f"tiers.{tier}", f"unknown tier (known: {', '.join(includes)})"
        elif first.tier not in lineage(tier, includes)[1:]:
            yield f"tiers.{tier}", f"does not include '{first.tier}', from which the row holds"
    kind, per = ASKED_FOR.get(row.key, (row.kind, None))
    if row.kind is not kind:
        yield "kind", f"must be '{kind}': the portal counts by this row"
    elif per and row.per is not per:
        yield "per", f"must be '{per}': the portal counts by this row"
