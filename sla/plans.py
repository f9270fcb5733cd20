"""What a contract's clocks are read by, worked out once and used for all its incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from contracts.domain.holidays import Days
from contracts.domain.targets import Milestone
from contracts.domain.terms import Terms
from contracts.models import AgreementVersion
from portal.kernel.business_time import BusinessCalendar
from portal.kernel.refusal import Refusal
from sla.domain.clock import Reading, read_clock
from sla.domain.effects import Happening
from sla.domain.effects import Milestone as ClockMilestone
from sla.domain.rules import Rules
from sla.domain.tally import Promises
from sla.terms import LaterTerms, hours_through, promises_for, resting, rules_for


class Later(NamedTuple):
    """What a contract stands on from a later date than an incident's report."""

    since: date
    agreement: AgreementVersion
    tier: str


class Observed(NamedTuple):
    """A region's holidays as one version knows them, and the years for which they are known."""

    region: str  # empty: none are observed
    days: Days
    years: frozenset[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """An agreement version on one tier, in one zone, with one region's holidays."""

    rules: Rules
    promises: Mapping[Milestone, Promises]
    hours: Mapping[str, BusinessCalendar]  # by severity: when the vendor's people are there
    measured: frozenset[str]  # the categories that have targets (PQ-14)
    solving: frozenset[str]  # the closing reasons that are a solution (LU-20)
    thresholds: tuple[int, ...]  # percentages of a budget at which people are warned
    resting: frozenset[str]  # the severities whose hours rest on holidays
    region: str
    years: frozenset[int]

    def read(
        self, milestone: Milestone, category: str, happenings: Sequence[Happening], at: datetime
    ) -> Reading | None:
        """Read one clock at an instant; None: nothing is promised.

        :raises Refusal: if the happenings make no clock, or the holidays of a year in which it
            runs are not known.
        """
        if category not in self.measured:
            return None
        kind = CLOCK_MILESTONES[milestone]
        reading = read_clock(kind, happenings, self.promises[milestone], self.rules, at)
        if reading is not None and self.region and reading.severity in self.resting:
            self._check_covered(reading)
        return reading

    def _check_covered(self, reading: Reading) -> None:
        first = reading.state.reported_at.year
        last = (reading.stopped_at or reading.due_at or reading.read_at).year
        if first in self.years and last in self.years and last - first <= 1:
            return
        unknown = [year for year in range(first, last + 1) if year not in self.years]
        if unknown:  # never taken as a year without holidays
            raise Refusal(
                f"The holidays of {unknown[0]} in {self.region} are not in the calendar yet. "
                "An administrator can copy them under Calendars.",
                code="uncovered",
            )


CLOCK_MILESTONES = {milestone: ClockMilestone(milestone) for milestone in Milestone}


@lru_cache(maxsize=1024)
def plan_for(
    agreement: AgreementVersion,
    tier: str,
    zone: str,
    observed: Observed,
    later: tuple[Later, ...] = (),
) -> Plan:
    """Return the plan of a place.

    Agreement versions are immutable rows, so that a cached calendar can be wrong in nothing but
    its holidays, and these are part of the key.

    :raises Refusal: if the agreement has no such tier.
    """
    terms, days = agreement.terms, dict(observed.days)
    after = [LaterTerms(one.since, one.agreement.terms, one.tier) for one in later]
    return Plan(
        rules=rules_for(terms),
        promises={
            milestone: promises_for(terms, tier, zone, days, kind, after)
            for milestone, kind in CLOCK_MILESTONES.items()
        },
        hours={
            severity: hours_through(terms, tier, severity, zone, days, after)
            for severity in terms.severities
        },
        measured=frozenset(known.key for known in terms.categories if known.has_targets),
        solving=solving_reasons(terms),
        thresholds=terms.thresholds,
        resting=resting(terms, tier),
        region=observed.region,
        years=observed.years,
    )


def solving_reasons(terms: Terms) -> frozenset[str]:
    """Return the closing reasons that say that there is a solution (LU-20)."""
    return frozenset(known.key for known in terms.closing_reasons if known.solved)
