"""The last six months of a contract as a small picture beside its row.

Availability is drawn where it is promised, as the share of the allowance that was used; else
attainment. What a bar means stands in its words, so that the picture is never needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from availability.years import Cell, rows_of
from contracts.models import Contract
from portal.kernel.month import Month
from portal.tenancy.models import Vendor
from reports.portfolio.reading import Attained
from sla.domain.attainment import Count, percent

MONTHS = 6
STEP, BAR, HEIGHT, LEAST = 9, 7, 24, 2  # in the picture's own units


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One month of the picture."""

    x: int
    y: int
    height: int
    is_bad: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Six months of one contract."""

    bars: tuple[Bar, ...]
    words: str


def pictures_of(
    vendor: Vendor, contracts: Sequence[Contract], last: Month, *, at: datetime
) -> dict[int, Picture]:
    """Return the picture of each contract that has anything to show; queries follow the months."""
    months = [last.plus(place - MONTHS + 1) for place in range(MONTHS)]
    rows = {row.contract.pk: row for row in rows_of(vendor, contracts, months, at=at)}
    left = [key for key, row in rows.items() if row.is_empty]
    attained = Attained.of(left, vendor, at)
    counts = [attained.in_month(month) for month in months] if left else []
    found = {}
    for key, row in rows.items():
        if row.is_empty:
            own = [one.get(key, Count()) for one in counts]
            picture = _of_attainment(months, own, row.contract)
        else:
            picture = _picture("availability", list(_used(row.cells)), months)
        if picture.bars:
            found[key] = picture
    return found


type Drawn = tuple[str, Fraction, bool] | None  # in percent, how high, whether it is bad


def _used(cells: Sequence[Cell | None]) -> Iterator[Drawn]:
    for cell in cells:
        if cell is None or not cell.percent:
            yield None
        else:
            yield cell.short, min(cell.used, Fraction(1)), cell.is_met is False


def _of_attainment(months: Sequence[Month], counts: Sequence[Count], contract: Contract) -> Picture:
    aim = contract.agreement.terms.attainment_aim
    drawn = [
        None if one.share is None else (percent(one.share), one.share, one.reaches(aim) is False)
        for one in counts
    ]
    return _picture("attainment", drawn, months)


def _picture(what: str, drawn: Sequence[Drawn], months: Sequence[Month]) -> Picture:
    bars, told = [], []
    for place, (month, one) in enumerate(zip(months, drawn, strict=True)):
        if one is None:
            continue
        said, share, is_bad = one
        height = max(int(share * HEIGHT), LEAST)
        bars.append(Bar(x=place * STEP, y=HEIGHT - height, height=height, is_bad=is_bad))
        told.append(f"{month.first_day:%b} {said} %{', missed' if is_bad else ''}")
    return Picture(bars=tuple(bars), words=f"{what.capitalize()}: {'; '.join(told)}")
