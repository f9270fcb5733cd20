"""What is promised for a severity: how soon a milestone is to be reached."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause


class Milestone(StrEnum):
    """What a target is set for (LU-17)."""

    RESPONSE = "response"
    RESOLUTION = "resolution"


class Unit(StrEnum):
    """How a target's amount is counted."""

    BUSINESS_HOURS = "business_hours"  # hours of the severity's service hours
    BUSINESS_DAYS = "business_days"  # by ClockRules.business_day
    ELAPSED_HOURS = "elapsed_hours"  # by ClockRules.elapsed_hours


class Silence(StrEnum):
    """Why there is no target."""

    DISCRETION = "discretion"  # the vendor promises its best, no figure (PQ-10)
    NONE = "none"  # the document promises nothing here


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An amount of time in which a milestone is to be reached."""

    amount: Fraction
    unit: Unit
    assumed: bool = False  # not in the published text; shown as assumed wherever it appears
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTarget:
    """A statement that nothing is measured, with its source."""

    why: Silence
    clause: Clause


type Promise = Target | NoTarget
