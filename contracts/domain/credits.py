"""What a month of missed availability earns, and how it is claimed (PQ-06, PQ-07, HR-04)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause


class GapRule(StrEnum):
    """Where a figure belongs that lies between two printed bands."""

    NONE = "none"  # the bands meet: there is nothing between them
    WORSE_BAND = "worse_band"  # bands are lower bounds; the figure falls to the next one


class FailureRounding(StrEnum):
    """What becomes of a failure before it is held against the bands (HR-04)."""

    GAP = "gap_to_lower_band"
    ALWAYS = "always_up_to_full_percent"
    NEVER = "never"


class HourBasis(StrEnum):
    """Where full hours are counted."""

    EPISODE = "per_episode_net"
    PIECE = "per_episode_piece"  # what is excluded ends an outage
    MONTH = "per_month"


class CreditScope(StrEnum):
    """Whether all hours are credited once a month is missed, or those beyond the target."""

    ALL = "all_hours"
    EXCESS = "excess_only"


class CreditGate(StrEnum):
    """Which month must have been missed."""

    MONTH = "month_below_target"  # the one in which the outage began
    ANY_TOUCHED = "any_touched_month"


class YearHours(StrEnum):
    """Over how many hours the annual value is spread."""

    CONTRACT_YEAR = "contract_year_actual"
    CALENDAR_YEAR = "calendar_year_actual"
    FIXED = "8760"


class HourCap(StrEnum):
    """How many hours a month may earn where the text states no limit (P20)."""

    MONTH = "months_share"  # as many as it has
    NONE = "none"


class ClaimTrigger(StrEnum):
    """From what the days for claiming are counted."""

    OUTAGE_END = "outage_end"
    OUTAGE_START = "outage_start"
    MONTH_END = "month_end"


class InvoiceGate(StrEnum):
    """Which invoices stand in the way of a credit."""

    PAST_DUE = "past_due_undisputed"
    ANY_UNPAID = "any_unpaid"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCredits:
    """The hourly value of the annual agreement for each full hour of unavailability (PQ-06)."""

    basis: HourBasis
    scope: CreditScope
    gate: CreditGate
    year: YearHours
    cap: HourCap
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What must be done to be given a credit (PQ-07)."""

    trigger: ClaimTrigger
    business_days: int
    holidays: str  # region; empty: every weekday counts
    invoice_gate: InvoiceGate
    incomplete_is_none: bool
    details: tuple[str, ...]  # what a claim must state
    second_person_above: Fraction | None  # two people approve what is worth more; None: one does
    clause: Clause


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
    rounding: FailureRounding
    clause: Clause
