"""Months in a row: each contract's twelve, as closed or as they stand, and the drawing of one's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from availability.domain.month import percent_text
from availability.figures import MonthFigure, figures_of_many
from availability.models import ClosingKind, MonthClosing
from contracts.models import Contract
from portal.kernel.month import MONTHS, Month
from portal.tenancy.models import Vendor

SHORT = 3  # places of a percentage where there is little room; cut off, never rounded up

# The drawing, in its own units: bars stand on FLOOR; at LIMIT all that is allowed is used up.
TOP, LIMIT, FLOOR = 28, 118, 208
LEFT, STEP, BAR = 44, 56, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One contract's month in short."""

    contract: Contract
    month: Month
    percent: str  # with all its places; empty: nothing was to be measured
    is_met: bool | None
    down: Fraction
    allowed: int
    state: str  # closed, restated, open, so far

    @property
    def short(self) -> str:
        """The percentage where there is little room."""
        whole, _, places = self.percent.partition(".")
        return f"{whole}.{places[:SHORT]}" if places else "none"

    @property
    def used(self) -> Fraction:
        """How much of what is allowed was used up; 1 is all of it."""
        if self.allowed:
            return self.down / self.allowed
        return Fraction(2 if self.down else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month as it is drawn; a month without a figure has no bar."""

    month: Month
    cell: Cell | None
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where words above and beneath it stand."""
        return self.x + BAR // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One contract's months in order; None: no availability was promised, or it has not begun."""

    contract: Contract
    months: Sequence[Month]
    cells: Sequence[Cell | None]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(self.cells)

    @property
    def told(self) -> list[Cell]:
        """The months that have a figure."""
        return [one for one in self.cells if one]

    @property
    def bars(self) -> Iterator[Bar]:
        """The months as they are drawn."""
        for place, (month, cell) in enumerate(zip(self.months, self.cells, strict=True)):
            x = LEFT + place * STEP + (STEP - BAR) // 2
            height = 0
            if cell:
                height = min(int(cell.used * (FLOOR - LIMIT)), FLOOR - TOP) or 2
            yield Bar(month=month, cell=cell, x=x, y=FLOOR - height, height=height)


def months_to(last: Month) -> list[Month]:
    """Return twelve months, the one given last."""
    return [last.plus(place - MONTHS + 1) for place in range(MONTHS)]


def rows_of(
    vendor: Vendor, contracts: Sequence[Contract], months: Sequence[Month], *, at: datetime
) -> list[Row]:
    """Return each contract's months: closed ones as they were closed, others as they stand.

    The number of queries follows the number of months, not that of contracts.
    """
    cells = _closed(contracts, months)
    for month in months:
        left = [one for one in contracts if (one.pk, month) not in cells]
        found = figures_of_many(vendor, month, left, at=at, with_days=False) if left else {}
        for key, figure in found.items():
            if figure.has_begun:
                cells[key, month] = _standing(figure)
    return [
        Row(
            contract=one,
            months=months,
            cells=[cells.get((one.pk, month)) for month in months],
        )
        for one in contracts
    ]


def _closed(
    contracts: Iterable[Contract], months: Iterable[Month]
) -> dict[tuple[int, Month], Cell]:
    wanted = set(months)
    known = {one.pk: one for one in contracts}
    rows = MonthClosing.objects.filter(
        contract__in=list(known), year__in={month.year for month in wanted}
    )
    cells = {}
    for row in rows.order_by("number").defer("facts", "derivation", "difference"):
        month = Month(row.year, row.month)
        if month in wanted:
            cells[row.contract_id, month] = _kept(row, known[row.contract_id], month)
    return cells


def _kept(row: MonthClosing, contract: Contract, month: Month) -> Cell:
    figures = row.figures
    return Cell(
        contract=contract,
        month=month,
        percent=figures["percent"] or "",
        is_met=figures["is_met"],
        down=Fraction(figures["down"]),
        allowed=figures["allowed"],
        state="restated" if row.kind == ClosingKind.RESTATED else "closed",
    )


def _standing(figure: MonthFigure) -> Cell:
    found = figure.found if figure.is_over else figure.so_far
    return Cell(
        contract=figure.facts.contract,
        month=figure.snapshot.month,
        percent="" if found.percent is None else percent_text(found.percent),
        is_met=figure.found.is_met,
        down=Fraction(figure.found.down),
        allowed=figure.found.allowed,
        state="open" if figure.is_over else "so far",
    )
