"""Closed months computed again: from the facts they hold, and from what is known today (CO-05)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from availability.figures import figures_of_many
from availability.models import MonthClosing
from availability.sealing import differences, is_intact, recomputed, sealed
from availability.snapshot import Data
from portal.kernel.month import Month
from portal.tenancy.models import Vendor

AT_ONCE = 200  # closings read together


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One closed month and what is otherwise."""

    closing: MonthClosing
    is_intact: bool  # it holds what was hashed when it was signed
    computed: Data  # what its own facts come to otherwise: must be empty
    known: Data  # what today's facts come to otherwise: to be stated anew

    @property
    def is_sound(self) -> bool:
        """Whether it is what was signed, and comes to the same again."""
        return self.is_intact and not self.computed


def closings_that_hold(vendor: Vendor) -> list[int]:
    """Return the keys of each month's newest closing, month by month."""
    rows = MonthClosing.objects.filter(vendor=vendor).order_by(
        "year", "month", "contract", "number"
    )
    newest = {
        (year, month, contract): pk
        for pk, year, month, contract in rows.values_list("pk", "year", "month", "contract_id")
    }
    return list(newest.values())


def checked(vendor: Vendor, keys: list[int], *, at: datetime) -> Iterator[Checked]:
    """Compute closed months again, some at once so that memory stays small."""
    for place in range(0, len(keys), AT_ONCE):
        part = MonthClosing.objects.filter(pk__in=keys[place : place + AT_ONCE])
        rows = list(part.select_related("agreement", "contract__customer", "contract__vendor"))
        for month in sorted({Month(row.year, row.month) for row in rows}):
            yield from _month(vendor, month, rows, at)


def _month(
    vendor: Vendor, month: Month, rows: list[MonthClosing], at: datetime
) -> Iterator[Checked]:
    own = [row for row in rows if Month(row.year, row.month) == month]
    figures = figures_of_many(vendor, month, [row.contract for row in own], at=at)
    for row in own:
        figure = figures.get(row.contract_id)
        known = differences(row.figures, sealed(figure).figures) if figure else {}
        yield Checked(
            closing=row,
            is_intact=is_intact(row),
            computed=differences(row.figures, recomputed(row)),
            known=known,
        )
