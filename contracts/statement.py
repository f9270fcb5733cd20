"""A contract's token ledger as a statement: every entry with the balance after it (LU-06)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from contracts.domain import tokens
from contracts.domain.tokens import Holding, Line, Purchase, TokenOffer, written
from contracts.models import Contract, TokenMove


@dataclass(frozen=True, slots=True)
class Part:
    """What an entry took from one purchase, or gave to it."""

    quarters: int
    bought_on: date

    @property
    def written(self) -> str:
        """The amount without its sign."""
        return written(self.quarters)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, what it changed and what was left after it."""

    move: TokenMove
    parts: tuple[Part, ...]
    balance: int
    is_reversed: bool

    @property
    def change(self) -> str:
        """The change with its sign."""
        total = sum(part.quarters for part in self.parts)
        return f"{'+' if total > 0 else '−'} {written(total)}"

    @property
    def balance_written(self) -> str:
        """The balance after it."""
        return written(self.balance)

    @property
    def can_be_reversed(self) -> bool:
        """Whether it is a draw that still stands."""
        return self.move.kind == TokenMove.Kind.DRAW and not self.is_reversed


@dataclass(frozen=True, slots=True)
class Bundle:
    """A purchase with what is left of it on a day."""

    move: TokenMove
    holding: Holding
    on: date
    warn_from: date

    @property
    def left(self) -> str:
        """What can still be drawn of it."""
        return written(self.holding.usable(self.on))

    @property
    def has_ended(self) -> bool:
        """Whether its last day has passed."""
        return self.on > self.holding.purchase.usable_until

    @property
    def is_used_up(self) -> bool:
        """Whether nothing of it is left."""
        return self.holding.left == 0

    @property
    def ends_soon(self) -> bool:
        """Whether unspent time of it is warned of."""
        return not self.is_used_up and not self.has_ended and self.on >= self.warn_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All entries of a contract, the newest first, and what can be drawn today."""

    offer: TokenOffer
    on: date
    entries: list[Entry] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)

    @property
    def usable(self) -> int:
        """Quarter hours that can be drawn."""
        return tokens.usable([bundle.holding for bundle in self.bundles], self.on)

    @property
    def usable_written(self) -> str:
        """What can be drawn, in hours."""
        return written(self.usable)

    @property
    def usable_tokens(self) -> Decimal:
        """What can be drawn, in tokens."""
        return self.offer.tokens(self.usable)

    @property
    def next_end(self) -> date | None:
        """The last day of what ends first among what is left."""
        ends = [b.holding.purchase.usable_until for b in self.bundles if b.holding.usable(self.on)]
        return min(ends, default=None)


def statement_of(contract: Contract, offer: TokenOffer, on: date) -> Statement:
    """Return a contract's statement on a day, in two queries."""
    rows = TokenMove.objects.filter(contract=contract).select_related("by")
    moves = list(rows.prefetch_related("lines").order_by("at", "pk"))
    bought = {move.pk: move for move in moves if move.kind == TokenMove.Kind.PURCHASE}
    return Statement(
        offer=offer,
        on=on,
        entries=_entries(moves, bought)[::-1],
        bundles=_bundles(moves, bought, offer, on),
    )


def _entries(moves: Sequence[TokenMove], bought: dict[int, TokenMove]) -> list[Entry]:
    reversed_ones = {move.reverses_id for move in moves}
    entries, balance = [], 0
    for move in moves:
        parts = tuple(Part(line.quarters, bought[line.purchase_id].on) for line in move.lines.all())
        balance += sum(part.quarters for part in parts)
        entries.append(Entry(move, parts, balance, move.pk in reversed_ones))
    return entries


def _bundles(
    moves: Sequence[TokenMove], bought: dict[int, TokenMove], offer: TokenOffer, on: date
) -> list[Bundle]:
    purchases = [
        Purchase(key=move.pk, bought_on=move.on, usable_until=move.usable_until or move.on)
        for move in bought.values()
    ]
    lines = [Line(row.purchase_id, row.quarters) for move in moves for row in move.lines.all()]
    first_warning = timedelta(days=max(offer.warn_days, default=0))
    return [
        Bundle(bought[one.purchase.key], one, on, one.purchase.usable_until - first_warning)
        for one in tokens.holdings(purchases, lines)
    ]
