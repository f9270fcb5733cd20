"""What clocks have to do with the ladder: misses lead onto it, and its days are counted (LU-22)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from contracts.domain.targets import Milestone, Target, Unit
from incidents.hours import Hours
from incidents.models import Incident
from incidents.services import Miss, escalate_for_misses
from portal.kernel.refusal import Refusal
from sla.basis import basis_of
from sla.domain.promise import Promise
from sla.models import BREACH, Crossing, Phase
from sla.plans import Plan


def open_for(crossings: Iterable[Crossing], at: datetime) -> None:
    """Hand on the misses among newly recorded crossings; each crossing is recorded once.

    A milestone that was reached, if late, needs nobody's focus any more. The crossings' clocks and
    incidents must be locked, and fetched with their agreements.
    """
    misses = [
        Miss(
            incident=crossing.clock.incident,
            milestone=Milestone(crossing.clock.milestone),
            severity=crossing.clock.severity,
            missed_at=crossing.at,
        )
        for crossing in crossings
        if crossing.percent == BREACH and crossing.clock.phase != Phase.STOPPED
    ]
    escalate_for_misses(misses, at=at)


def hours_of(incidents: Sequence[Incident]) -> dict[int, Hours]:
    """Return by which hours the days of incidents' ladders are counted, by their keys.

    The days are those of the incident's own service hours; left out where there are none.
    """
    basis, found = basis_of(incidents), {}
    for incident in incidents:
        try:
            plan = basis.plan_of(incident)
            found[incident.pk] = Hours(
                plan.hours[incident.severity], _budget(plan, incident.severity)
            )
        except (Refusal, KeyError):
            continue
    return found


def _budget(plan: Plan, severity: str) -> Callable[[Target, datetime], timedelta]:
    def budget(within: Target, since: datetime) -> timedelta:
        promise = Promise(
            severity=severity,
            calendar=plan.hours[severity],
            amount=within.amount,
            in_days=within.unit is Unit.BUSINESS_DAYS,
        )
        return promise.budget_from(since, plan.rules.business_day)

    return budget
