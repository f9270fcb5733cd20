"""What a month of missed availability earns, by bands of availability (HR-04)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause


class GapRule(StrEnum):
    """Where a figure belongs that lies between two printed bands."""

    NONE = "none"  # the bands meet: there is nothing between them
    WORSE_BAND = "worse_band"  # bands are lower bounds; the figure falls to the next one


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditBand:
    """A stretch of availability with its credit; both as exact percentages."""

    low: Fraction  # of the month, in percent; belongs to the band
    high: Fraction
    credit: Fraction  # of the month's fee, in percent
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityCredits:
    """The bands from the best to the worst, down to no availability at all."""

    bands: tuple[CreditBand, ...]
    gap_rule: GapRule
    clause: Clause
