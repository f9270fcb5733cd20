"""What a missed month earns: full hours of the year's value (PQ-06), or a band of the fee (HR-04).

Amounts are exact until they are posted, and rounded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.kernel.money import Money

HUNDRED = 100
HOURS_A_DAY = 24


class Rounding(StrEnum):
    """What becomes of a figure before it is held against the bands (readings H13)."""

    GAP = "gap_to_lower_band"
    ALWAYS = "always_up_to_full_percent"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of availability with its credit, both in percent; `low` belongs to it."""

    low: Fraction
    high: Fraction
    credit: Fraction


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands from the best to the worst, and how a figure finds its own."""

    bands: Sequence[Band]
    target: Fraction
    rounding: Rounding = Rounding.GAP

    def credit_for(self, percent: Fraction) -> Fraction:
        """This function will return the credit for an availability below the target, in percent.

        A figure in a gap between two bands falls to the worse one; never rounded, to the better.
        """
        if percent >= self.target:
            return Fraction(0)
        figure = self._rounded(percent)
        for place, band in enumerate(self.bands):
            if figure >= band.low:
                return band.credit
            is_in_gap = place + 1 < len(self.bands) and figure > self.bands[place + 1].high
            if self.rounding is Rounding.NEVER and is_in_gap:
                return band.credit
        return self.bands[-1].credit

    def _rounded(self, percent: Fraction) -> Fraction:
        if self.rounding is not Rounding.ALWAYS:
            return percent
        failure = self.target - percent
        return self.target + (-failure // 1)  # up to the next full percent


def band_credit(fee: Money, credit: Fraction) -> Money:
    """This function will return a percentage of the month's fee, exactly."""
    return fee * (credit / HUNDRED)


def hour_credit(annual_value: Money, hours: int, of_year: int) -> Money:
    """This function will return full hours of a year's value, exactly."""
    return annual_value * Fraction(hours, of_year)
