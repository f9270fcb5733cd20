"""How an agreement's clocks count: one value for every place where texts differ or are silent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.domain.clause import Clause


class SeverityChange(StrEnum):
    """What a later change of severity does to a clock that still runs (LU-15)."""

    RESTATE = "restate"  # the whole life is read again on the new severity's hours
    CARRY = "carry"  # what was used stays used


class BusinessDay(StrEnum):
    """What one business day is (LU-14)."""

    DAY_LENGTH = "day_length"  # one regular service day's length of the applicable hours
    END_OF_DAY = "end_of_day"  # the close of the Nth service day after the report's
    SAME_TIME = "same_time"  # the same clock time on the Nth service day


class Reopened(StrEnum):
    """What becomes of the time an incident stood solved before it was reopened."""

    DEDUCT = "deduct"
    RUN = "run"


class ElapsedHours(StrEnum):
    """How a target in plain hours counts (LU-14)."""

    INSTANTS = "instants"  # real time, whatever the service hours
    COVERED = "covered"  # only the hours in which the severity is covered


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRules:
    """The settings of one agreement version; `clauses` says where each comes from, by name."""

    deduct_awaiting_customer: bool  # LU-16
    response_needs_work_started: bool  # PQ-10: a reply alone is not yet a response
    resolution_needs_confirmation: bool  # HR-12: a solution alone is not yet a resolution
    severity_change: SeverityChange
    business_day: BusinessDay
    reopened: Reopened
    elapsed_hours: ElapsedHours
    clauses: Mapping[str, Clause]
