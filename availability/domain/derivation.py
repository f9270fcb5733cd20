"""How a month's figure came about, in lines that a person can check by hand (CO-05)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from availability.domain.month import Availability, percent_text
from availability.domain.spans import SECOND


def derivation(found: Availability) -> list[str]:
    """This function will return the month, what was ruled of each work, the classes, the sum."""
    return [*_basis(found), *_rulings(found), *_sum(found)]


def formula(found: Availability) -> str:
    """This function will return the formula with the month's figures filled in."""
    if found.percent is None:
        return "nothing was to be measured: no availability is stated"
    verdict = "met" if found.is_met else "missed"
    return (
        f"({found.denominator} - {plain(found.down)}) / {found.denominator} x "
        f"{decimal_text(found.policy.multiplier)} % = {percent_text(found.percent)} %, "
        f"against {decimal_text(found.policy.target)} %: {verdict}"
    )


def plain(seconds: int | Fraction) -> int | str:
    """This function will write seconds that count in part as a fraction: nothing is a float."""
    return int(seconds) if seconds == int(seconds) else str(seconds)


def decimal_text(number: Fraction) -> str:
    """This function will write a number that has a finite decimal: "99.995"."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def _basis(found: Availability) -> Iterator[str]:
    within = f", {found.period}" if found.period else ""
    yield f"{found.month} in {found.policy.reporting_zone.key}: {found.total} s{within}"


def _rulings(found: Availability) -> Iterator[str]:
    for ruled in found.permitted.rulings:
        yield f"{ruled.maintenance.key}: {ruled.why}"
    if found.permitted.overflow:
        yield f"{found.permitted.overflow // SECOND} s beyond the month's allotment are downtime"


def _sum(found: Availability) -> Iterator[str]:
    seconds = found.classes.seconds()
    yield "; ".join(f"{name} {amount} s" for name, amount in seconds.items())
    for weight, spans in found.classes.partial:
        if spans:
            yield f"{spans.total()} s of restricted use count {weight}"
    exact = seconds["downtime"] + sum(w * spans.total() for w, spans in found.classes.partial)
    if found.down != exact:
        yield f"counted by {found.policy.rounding}: {plain(found.down)} s for {plain(exact)} s"
    yield formula(found)
