"""Support milestones that were missed in a month, and by how much: read for agreements that pay."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from contracts.domain.further_credits import MissedMilestones
from contracts.domain.targets import Milestone
from contracts.domain.terms import Terms
from portal.kernel.period import Period
from sla.models import Outcome, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A milestone that was missed in the month, late until it was reached or the month ended."""

    incident: str
    severity: str
    milestone: Milestone
    late: timedelta


def pays_for_misses(terms: Terms) -> bool:
    """Say whether an agreement gives anything for missed milestones."""
    return any(isinstance(one, MissedMilestones) for one in terms.further_credits)


def misses_of(contracts: Collection[int], period: Period) -> dict[int, tuple[Miss, ...]]:
    """Return what contracts' incidents missed in a period, by contract, in one query.

    Targets that are assumed and stand in no document earn nothing.
    """
    told = Verdict.objects.told_in(period).filter(
        outcome=Outcome.MISSED, is_assumed=False, clock__incident__contract__in=contracts
    )
    found = defaultdict(list)
    rows = told.select_related("clock__incident__vendor").order_by("since", "pk")
    for row in rows:
        reached = min(row.clock.stopped_at or period.end, period.end)
        found[row.clock.incident.contract_id].append(
            Miss(
                incident=str(row.clock.incident),
                severity=row.severity,
                milestone=Milestone(row.clock.milestone),
                late=max(reached - row.since, timedelta(0)),
            )
        )
    return {key: tuple(misses) for key, misses in found.items()}
