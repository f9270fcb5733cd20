"""How seconds are counted where a text leaves it open: a table that a file may leave out."""

from fractions import Fraction

from contracts.domain.counting import (
    Counting,
    DetectionBounds,
    MinuteRounding,
    MinutesBasis,
    OtherReading,
    PartialMonth,
)
from contracts.schema.table import Table

HUNDRED = 100


def read_counting(table: Table) -> Counting:
    """This function will read `[availability.counting]`; what is left out stays as usual."""
    usual = Counting()
    return Counting(
        basis=table.choice("minutes_basis", MinutesBasis, otherwise=usual.basis),
        rounding=table.choice("minute_rounding", MinuteRounding, otherwise=usual.rounding),
        partial_month=table.choice("partial_month", PartialMonth, otherwise=usual.partial_month),
        impaired=_share(table, "impaired_percent", usual.impaired),
        degraded=_share(table, "degraded_percent", usual.degraded),
        by_users=table.flag("user_weighting", otherwise=usual.by_users),
        bounds=table.choice("detection_bounds", DetectionBounds, otherwise=usual.bounds),
        clause=table.clause(),
    )


def read_other_readings(table: Table) -> tuple[OtherReading, ...]:
    """This function will read which settings' words can be read otherwise."""
    names = table.texts("other_readings", otherwise=[])
    known = set(OtherReading)
    for name in names:
        if name not in known:
            table.refuse("other_readings", f"unknown '{name}' (known: {', '.join(OtherReading)})")
    return tuple(OtherReading(name) for name in names if name in known)


def _share(table: Table, key: str, usual: Fraction) -> Fraction:
    return table.percent(key) / HUNDRED if table.has(key) else usual
