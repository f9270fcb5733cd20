"""Where the bars of a chart stand: the same drawing in the page's SVG and in the PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.monthly.parts import Bar, Chart

# The drawing, in its own units.
WIDTH, HEIGHT = 728, 244
LEFT, RIGHT, TOP, FLOOR = 56, 720, 28, 208
FEW = 12  # bars above which there is no room for their values
PERCENT = "%"
WHOLE = Decimal(100)
FLOORS = [Decimal(one) for one in ("99.9", "99", "90", "50", "0")]
PLACES = 3  # of a value above a bar; cut off, never rounded up


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBar:
    """One bar with its words."""

    x: float
    y: float
    width: float
    height: float
    label: str
    text: str  # above it
    is_bad: bool
    is_none: bool

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        """How high its value stands."""
        return round(self.y - 6, 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart as it is drawn."""

    bars: list[DrawnBar]
    ticks: list[Tick]
    line_y: float | None
    is_cut: bool  # the scale does not begin at nothing


def drawn(chart: Chart) -> Drawing:
    """Return where everything of a chart stands."""
    low, high = _scale(chart)
    span = high - low

    def y(value: Decimal) -> float:
        share = min(max((value - low) / span, Decimal(0)), Decimal(1))
        return round(FLOOR - float(share) * (FLOOR - TOP), 1)

    step = (RIGHT - LEFT) / max(len(chart.bars), 1)
    bars = [_bar(one, place, step, y(_number(one))) for place, one in enumerate(chart.bars)]
    if len(bars) > FEW:
        bars = list(_marked(bars))
    return Drawing(
        bars=bars,
        ticks=[Tick(y(at), f"{at.normalize():f}") for at in (low, (low + high) / 2, high)],
        line_y=y(Decimal(chart.line)) if chart.line else None,
        is_cut=low > 0,
    )


def _number(bar: Bar) -> Decimal:
    return Decimal(bar.value or 0)


def _scale(chart: Chart) -> tuple[Decimal, Decimal]:
    known = [Decimal(bar.value) for bar in chart.bars if bar.value is not None]
    known += [Decimal(chart.line)] if chart.line else []
    if chart.unit != PERCENT:
        return Decimal(0), max(*known, Decimal(0), Decimal("0.1")) * Decimal("1.1")
    lowest = Decimal(0) if chart.from_zero else min(known, default=Decimal(0))
    return next((one for one in FLOORS if one < lowest), Decimal(0)), WHOLE


def _bar(bar: Bar, place: int, step: float, y: float) -> DrawnBar:
    width = round(step * 0.6, 1)
    top = min(y, FLOOR - 2.0) if bar.value is not None else float(FLOOR)
    whole, _, places = (bar.value or "").partition(".")
    return DrawnBar(
        x=round(LEFT + place * step + (step - width) / 2, 1),
        y=top,
        width=width,
        height=round(FLOOR - top, 1),
        label=bar.label.partition(" ")[0],  # of a month its name: its year stands in the data
        text=f"{whole}.{places[:PLACES]}".rstrip(".") if bar.value else "n/a",
        is_bad=bar.is_bad,
        is_none=bar.value is None,
    )


def _marked(bars: list[DrawnBar]) -> Iterator[DrawnBar]:
    """Yield many bars without their values: only what is bad is marked, and not by colour alone."""
    for bar in bars:
        yield DrawnBar(
            x=bar.x,
            y=bar.y,
            width=bar.width,
            height=bar.height,
            label=bar.label,
            text="!" if bar.is_bad else "",
            is_bad=bar.is_bad,
            is_none=bar.is_none,
        )
