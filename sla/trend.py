"""Attainment over a year: the figures of twelve months, and the drawing of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from portal.kernel.month import MONTHS, Month
from sla.domain.attainment import Count
from sla.figures import Figure
from sla.outcomes import Outcomes

# The drawing, in its own units: bars stand on FLOOR, and 100 % reaches up to TOP.
TOP, FLOOR = 28, 208
LEFT, STEP, BAR = 44, 56, 32


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One month of the row."""

    month: Month
    contractual: Figure
    with_assumed: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month's share as a bar; a month in which nothing was counted has none."""

    month: Month
    figure: Figure
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where words above and beneath it stand."""
        return self.x + BAR // 2

    @property
    def whole_percent(self) -> str:
        """The share in whole percent, cut off, for the little room above a bar."""
        return self.figure.percent.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Trend:
    """Twelve months in a row, the chosen one last."""

    months: list[MonthFigure]
    aim: Fraction | None

    @property
    def has_assumed(self) -> bool:
        """Whether anything was measured against assumed targets."""
        return any(one.with_assumed.count != one.contractual.count for one in self.months)

    @property
    def draws_assumed(self) -> bool:
        """Whether the drawing is of all targets: there are only assumed ones to draw (HR-11)."""
        return not any(one.contractual.count.counted for one in self.months)

    @property
    def is_empty(self) -> bool:
        """Whether no month has anything to show."""
        return not any(one.with_assumed.count.counted for one in self.months)

    @property
    def bars(self) -> Iterator[Bar]:
        """The months as they are drawn."""
        for place, one in enumerate(self.months):
            figure = one.with_assumed if self.draws_assumed else one.contractual
            y = _height(figure.count.share or Fraction(0))
            x = LEFT + place * STEP + (STEP - BAR) // 2
            yield Bar(month=one.month, figure=figure, x=x, y=y, height=FLOOR - y)

    @property
    def aim_y(self) -> int | None:
        """The height of the line that the aim is drawn as."""
        return None if self.aim is None or self.draws_assumed else _height(self.aim)


def trend_to(outcomes: Outcomes, last: Month, zone: ZoneInfo, aim: Fraction | None) -> Trend:
    """Return the twelve months up to one, in one query."""
    months = [last.plus(ago - MONTHS + 1) for ago in range(MONTHS)]
    counts = outcomes.by_month([month.begins(zone) for month in (*months, last.plus(1))])
    return Trend([_month(month, place, counts, aim) for place, month in enumerate(months)], aim)


def _month(
    month: Month, place: int, counts: dict[tuple[int, bool], Count], aim: Fraction | None
) -> MonthFigure:
    contractual = counts.get((place, False), Count())
    everything = contractual + counts.get((place, True), Count())
    return MonthFigure(
        month,
        Figure(label=str(month), count=contractual, aim=aim, asks={"assumed": "no"}),
        Figure(label=str(month), count=everything, assumed=True),
    )


def _height(share: Fraction) -> int:
    return FLOOR - int(share * (FLOOR - TOP))
