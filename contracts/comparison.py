"""Tiers side by side: what a contract has, and what the next tier would add (LU-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from contracts.domain.clause import Clause
from contracts.domain.entitlements import Entitled, Entitlement, Statement
from contracts.domain.terms import Terms, Tier
from contracts.entitlements import all_of, loaded, terms_of
from contracts.models import Contract
from contracts.phrases import value_in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one tier has of one row."""

    tier: Tier
    words: str
    detail: str
    is_there: bool
    is_own: bool
    is_added: bool  # more than the contract's tier has
    inherited_from: str  # a tier's name
    clause: Clause | None  # where the tier itself states it


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entitlement on every tier, and as the contract has it."""

    entitlement: Entitlement
    cells: list[Cell]
    own: Entitled | None

    @property
    def own_words(self) -> str:
        """What the contract has, in words."""
        return value_in_words(self.entitlement, self.own.value) if self.own else ""

    @property
    def override_is_shown(self) -> bool:
        """Whether the contract agrees something else than its tier says."""
        return bool(self.own and self.own.override)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All rows in their groups, and the next tier's additions."""

    tiers: list[Tier]
    own: Tier | None
    next: Tier | None
    groups: list[tuple[str, list[Row]]]

    @property
    def additions(self) -> list[tuple[Row, Cell]]:
        """What the next tier adds, row by row."""
        if self.next is None:
            return []
        return [
            (row, cell)
            for _, rows in self.groups
            for row in rows
            for cell in row.cells
            if cell.tier is self.next and cell.is_added
        ]

    @property
    def overrides(self) -> list[Row]:
        """The rows that the contract has otherwise than its tier."""
        return [row for _, rows in self.groups for row in rows if row.override_is_shown]


def compare(contract: Contract, on: date) -> Comparison:
    """Lay out a contract's entitlements beside those of every tier."""
    (contract,) = loaded([contract])
    terms, tier = terms_of(contract, on)
    own = {one.row.key: one for one in all_of(contract, on)}
    return _comparison(terms, terms.tiers[tier], own)


def compare_tiers(terms: Terms) -> Comparison:
    """Lay out the tiers of an agreement without a contract."""
    return _comparison(terms, None, {})


def _comparison(terms: Terms, own: Tier | None, entitled: dict[str, Entitled]) -> Comparison:
    rows = [
        Row(entitlement=row, cells=list(_cells(terms, own, row)), own=entitled.get(row.key))
        for row in terms.entitlements.by_key.values()
    ]
    # Sorted stably by where a group first stands: the file's order, groups kept together.
    order = list(dict.fromkeys(row.entitlement.group for row in rows))
    rows.sort(key=lambda row: order.index(row.entitlement.group))
    return Comparison(
        tiers=list(terms.tiers.values()),
        own=own,
        next=next(
            (tier for tier in terms.tiers.values() if own and tier.includes == own.key), None
        ),
        groups=[(name, list(some)) for name, some in groupby(rows, lambda r: r.entitlement.group)],
    )


def _cells(terms: Terms, own: Tier | None, row: Entitlement) -> Iterator[Cell]:
    held = terms.entitlements.held
    has = held.get((own.key, row.key)) if own else None
    places = {tier: place for place, tier in enumerate(terms.tiers)}
    for tier in terms.tiers.values():
        stated = held.get((tier.key, row.key))
        is_above = own is not None and places[tier.key] > places[own.key]
        is_stated_here = stated is not None and stated.tier == tier.key
        yield Cell(
            tier=tier,
            words=value_in_words(row, stated.value if stated else row.nothing),
            detail=stated.detail if stated else "",
            is_there=bool(stated and stated.value),
            is_own=tier is own,
            is_added=is_above and _said(stated) != _said(has),
            inherited_from=(terms.tiers[stated.tier].name if stated and not is_stated_here else ""),
            clause=stated.clause if stated and is_stated_here else None,
        )


def _said(stated: Statement | None) -> tuple[object, str] | None:
    return (stated.value, stated.detail) if stated else None
