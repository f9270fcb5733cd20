"""The places where agreements differ or are silent about clocks, as one value of settings."""

from dataclasses import dataclass
from enum import StrEnum


class SeverityChange(StrEnum):
    """What a later change of severity does to a clock that has not stopped (LU-15)."""

    RESTATE = "restate"  # the whole life is read again on the new severity's hours
    CARRY = "carry"  # what was used stays used; only the rest is counted on the new hours


class BusinessDay(StrEnum):
    """What a target of N business days runs to (LU-14)."""

    DAY_LENGTH = "day_length"  # N times the length of the regular service day
    END_OF_DAY = "end_of_day"  # the close of the Nth service day after the report's
    SAME_TIME = "same_time"  # the clock time of the report on the Nth service day after it


class Reopened(StrEnum):
    """What becomes of the time a clock stood stopped before the incident was reopened."""

    DEDUCT = "deduct"
    RUN = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How one agreement version's clocks count. The defaults are those all vendors share."""

    deduct_awaiting_customer: bool = False  # LU-16
    response_needs_work_started: bool = False  # PQ-10: a reply alone is no response
    resolution_needs_confirmation: bool = False  # HR-12: a solution alone is no resolution
    severity_change: SeverityChange = SeverityChange.RESTATE
    business_day: BusinessDay = BusinessDay.DAY_LENGTH
    reopened: Reopened = Reopened.DEDUCT
