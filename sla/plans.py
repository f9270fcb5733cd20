"""What a contract's clocks are read by, worked out once and used for all its incidents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from contracts.domain.calendars import calendar_for
from contracts.domain.targets import Milestone
from contracts.domain.terms import Terms
from contracts.models import AgreementVersion
from portal.kernel.business_time import BusinessCalendar
from sla.domain.clock import Reading, read_clock
from sla.domain.effects import Happening
from sla.domain.effects import Milestone as ClockMilestone
from sla.domain.rules import Rules
from sla.domain.tally import Promises
from sla.terms import promises_for, rules_for

type Days = tuple[tuple[date, str], ...]  # holidays by local date, hashable


@dataclass(frozen=True, slots=True)
class Plan:
    """An agreement version on one tier, in one zone, with one region's holidays."""

    rules: Rules
    promises: Mapping[Milestone, Promises]
    measured: frozenset[str]  # the categories that have targets (PQ-14)
    solving: frozenset[str]  # the closing reasons that are a solution (LU-20)
    thresholds: tuple[int, ...]  # percentages of a budget at which people are warned

    def read(
        self, milestone: Milestone, category: str, happenings: Sequence[Happening], at: datetime
    ) -> Reading | None:
        """Read one clock at an instant; None: nothing is promised.

        :raises Refusal: if the happenings make no clock.
        """
        if category not in self.measured:
            return None
        kind = CLOCK_MILESTONES[milestone]
        return read_clock(kind, happenings, self.promises[milestone], self.rules, at)


CLOCK_MILESTONES = {milestone: ClockMilestone(milestone) for milestone in Milestone}


@lru_cache(maxsize=1024)
def plan_for(agreement: AgreementVersion, tier: str, zone: str, holidays: Days) -> Plan:
    """Return the plan of a place.

    Agreement versions are immutable rows, so that a cached calendar can be wrong in nothing but
    its holidays, and these are part of the key.

    :raises Refusal: if the agreement has no such tier.
    """
    terms = agreement.terms
    return Plan(
        rules=rules_for(terms),
        promises={
            milestone: promises_for(terms, tier, zone, dict(holidays), kind)
            for milestone, kind in CLOCK_MILESTONES.items()
        },
        measured=frozenset(known.key for known in terms.categories if known.has_targets),
        solving=solving_reasons(terms),
        thresholds=terms.thresholds,
    )


@lru_cache(maxsize=1024)
def hours_for(
    agreement: AgreementVersion, tier: str, severity: str, zone: str, holidays: Days
) -> BusinessCalendar:
    """Return the service hours of a severity, in which the vendor's people are there.

    :raises Refusal: if the agreement has no such tier or severity.
    """
    hours = agreement.terms.hours(tier, severity)
    return calendar_for(hours, zone=zone, holidays=dict(holidays))


def solving_reasons(terms: Terms) -> frozenset[str]:
    """Return the closing reasons that say that there is a solution (LU-20)."""
    return frozenset(known.key for known in terms.closing_reasons if known.solved)
