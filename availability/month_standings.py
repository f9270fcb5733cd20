"""Where each contract's month stands on its way to being closed, and what it lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from availability.figures import MonthFigure, figures_of_many
from availability.lacking import Lack, lacking
from availability.models import MonthClosing
from contracts.models import Contract
from portal.kernel.month import Month
from portal.tenancy.models import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One contract's month; without figure and closing nothing was promised in it."""

    contract: Contract
    figure: MonthFigure | None
    closing: MonthClosing | None  # the newest
    lacks: list[Lack]

    @property
    def state(self) -> str:
        """The state in a word: closed, unpromised, not over, lacking or ready."""
        if self.closing:
            return "closed"
        if self.figure is None:
            return "unpromised"
        if not self.figure.is_over:
            return "not over"
        return "lacking" if self.lacks else "ready"

    @property
    def percent(self) -> Fraction | None:
        """What the month came to: as it was closed, or as it stands."""
        if self.closing:
            exact = self.closing.figures["exact"]
            return Fraction(exact) if exact else None
        return self.figure.found.percent if self.figure else None

    @property
    def is_met(self) -> bool | None:
        """Whether the target was met; None: nothing was to be measured."""
        if self.closing:
            is_met: bool | None = self.closing.figures["is_met"]
            return is_met
        return self.figure.found.is_met if self.figure else None


def standings(
    vendor: Vendor, contracts: Sequence[Contract], month: Month, *, at: datetime
) -> list[Standing]:
    """Return where the month of each contract stands, with a fixed number of queries."""
    closings = _newest(contracts, month)
    left = [one for one in contracts if one.pk not in closings]
    figures = figures_of_many(vendor, month, left, at=at)
    return [_standing(one, figures.get(one.pk), closings.get(one.pk)) for one in contracts]


def _standing(
    contract: Contract, figure: MonthFigure | None, closing: MonthClosing | None
) -> Standing:
    lacks = lacking(figure) if figure else []
    return Standing(contract=contract, figure=figure, closing=closing, lacks=lacks)


def _newest(contracts: Sequence[Contract], month: Month) -> dict[int, MonthClosing]:
    keys = [one.pk for one in contracts]
    rows = MonthClosing.objects.filter(contract__in=keys, year=month.year, month=month.number)
    kept = rows.order_by("number").defer("facts", "derivation", "difference")
    return {one.contract_id: one for one in kept}
