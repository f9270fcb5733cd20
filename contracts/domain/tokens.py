"""On-Demand tokens: bought in bundles, drawn in quarter hours, worthless after a date (LU-06).

The ledger is a list of lines, each adding to or taking from one purchase: the first of them is the
bundle itself. What is left of a purchase is the sum of its lines; nothing else is kept. All amounts
are whole quarter hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.domain.clause import Clause

QUARTERS_IN_AN_HOUR = 4
MINUTES_IN_A_QUARTER = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOffer:
    """What the agreement says of tokens: their bundles, worth and life."""

    bundles: tuple[int, ...]  # how many tokens may be bought at once, the smallest first
    hours_per_token: int
    valid_months: int
    warn_days: tuple[int, ...]  # before the last day, the longest first
    clause: Clause

    @property
    def quarters_per_token(self) -> int:
        """This property will return a token's worth in quarter hours."""
        return self.hours_per_token * QUARTERS_IN_AN_HOUR

    def tokens(self, quarters: int) -> Decimal:
        """This method will return how many tokens an amount of time is, exactly."""
        return Decimal(quarters) / self.quarters_per_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One bundle: when it was bought, and the last day on which it can be used."""

    key: int
    bought_on: date
    usable_until: date


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the ledger: so much more or less of one purchase."""

    purchase: int
    quarters: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A purchase with what is left of it."""

    purchase: Purchase
    left: int

    def usable(self, on: date) -> int:
        """This method will return what of it can be drawn on a day: after its last, nothing."""
        return self.left if on <= self.purchase.usable_until else 0

    def expired(self, on: date) -> int:
        """This method will return what of it has become worthless by a day."""
        return self.left if on > self.purchase.usable_until else 0


def holdings(purchases: Iterable[Purchase], lines: Iterable[Line]) -> tuple[Holding, ...]:
    """This function will add the ledger up, the purchase that ends first standing first (LU-06).

    Of two that end on one day the older is first, so that the order never depends on chance.
    """
    known = sorted(purchases, key=_end_first)
    left = dict.fromkeys((purchase.key for purchase in known), 0)
    for line in lines:
        left[line.purchase] += line.quarters
    return tuple(Holding(purchase, left[purchase.key]) for purchase in known)


def usable(held: Iterable[Holding], on: date) -> int:
    """This function will return how much can be drawn on a day, over all purchases."""
    return sum(holding.usable(on) for holding in held)


def spread(held: Iterable[Holding], quarters: int, on: date) -> tuple[Line, ...]:
    """This function will take an amount from the purchases that end first (LU-06).

    What they do not hold is left out: compare with `usable` before.
    """
    lines = []
    for holding in held:
        taken = min(quarters, holding.usable(on))
        if taken > 0:
            lines.append(Line(holding.purchase.key, -taken))
            quarters -= taken
    return tuple(lines)


def warnings_due(
    held: Iterable[Holding], offer: TokenOffer, on: date
) -> tuple[tuple[Holding, int], ...]:
    """This function will return what unspent time to warn of on a day, and by which warning.

    The nearest warning that has come up stands for the earlier ones: after a month in which
    nobody looked, one mail is enough.
    """
    found = []
    for holding in held:
        days_left = (holding.purchase.usable_until - on).days
        reached = [days for days in offer.warn_days if 0 <= days_left <= days]
        if holding.left > 0 and reached:
            found.append((holding, min(reached)))
    return tuple(found)


def written(quarters: int) -> str:
    """This function will write an amount of time for people: 2 h 15 min."""
    hours, rest = divmod(abs(quarters), QUARTERS_IN_AN_HOUR)
    minutes = f"{rest * MINUTES_IN_A_QUARTER} min"
    if hours and rest:
        return f"{hours:,} h {minutes}"
    return f"{hours:,} h" if hours or not rest else minutes


def _end_first(purchase: Purchase) -> tuple[date, date, int]:
    return purchase.usable_until, purchase.bought_on, purchase.key
