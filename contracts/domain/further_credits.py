"""Further shapes of credits an agreement may state, their limits, and by when they are settled."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.domain.clause import Clause
from contracts.domain.targets import Milestone


class Gate(StrEnum):
    """Whether a credit needs a month below its target."""

    MISSED = "missed_month"
    NONE = "none"


class BelowMinimum(StrEnum):
    """What becomes of credits that come to less than the minimum."""

    RAISED = "raised"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class MinuteSteps:
    """A share of the month's fee for each full so many minutes of downtime."""

    key: str
    name: str
    gate: Gate
    minutes: int
    credit: Fraction  # of the month's fee, in percent
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentSteps:
    """A share of the month's fee for each full so many percent below the target."""

    key: str
    name: str
    gate: Gate
    percent: Fraction
    credit: Fraction
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDays:
    """Days of service for each full so many minutes of downtime, worth their share of the fee."""

    key: str
    name: str
    gate: Gate
    minutes: int
    days: int
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatDays:
    """A sum for each day with at least so many minutes of downtime."""

    key: str
    name: str
    gate: Gate
    minutes: int
    amount: Fraction
    currency: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedMilestones:
    """A share of the month's fee for each missed milestone, more for each further hour begun."""

    key: str
    name: str
    gate: Gate
    milestones: tuple[Milestone, ...]
    severities: tuple[str, ...]  # empty: all
    credit: Fraction
    further: Fraction  # for each further hour begun after the first
    doubling: bool  # each further hour begun doubles it instead
    most: Fraction  # of one milestone, in percent
    clause: Clause


type FurtherCredit = MinuteSteps | PercentSteps | ServiceDays | FlatDays | MissedMilestones


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimits:
    """The most, as a share of the month's fee, and the least that a month's credits come to."""

    cap: Fraction | None  # in percent
    minimum: Fraction | None
    below_minimum: BelowMinimum
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of a credit: by when it is given, and what it counts towards (HR-06, PQ-08)."""

    payment_days: int | None  # after the month's end, where no invoice follows; None: no date
    offsets_damages: bool  # it is set against a claim for loss or damage
    clause: Clause
